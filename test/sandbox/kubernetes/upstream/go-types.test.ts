import { expect, it } from 'vitest';
import { parseStructs } from '../../../../sandbox/kubernetes/upstream/go-types.ts';

const SOURCE = `
// Volume represents a named volume.
type Volume struct {
	// name of the volume.
	Name string \`json:"name" protobuf:"bytes,1,opt,name=name"\`
	// What the volume is.
	VolumeSource \`json:",inline" protobuf:"bytes,2,opt,name=volumeSource"\`
}

// Selects a node.
// +structType=atomic
type NodeSelector struct {
	metav1.TypeMeta \`json:",inline"\`
	// +optional
	// +patchMergeKey=type
	// +patchStrategy=merge
	// +listType=map
	// +listMapKey=type
	// +listMapKey=port
	Terms []v1.Term \`json:"terms,omitempty" patchStrategy:"merge,retainKeys" patchMergeKey:"type" protobuf:"bytes,3,rep,name=terms"\`

	Paused bool \`json:"paused,omitempty" protobuf:"varint,7,opt,name=paused"\`
}
`;

it('reads the fields of structs with their tags and markers', () => {
  const [volume, selector] = parseStructs(SOURCE);
  expect(volume).toMatchObject({ name: 'Volume', markers: {} });
  expect(volume!.fields.map(({ type, json, number }) => [type, json, number])).toEqual([
    ['string', 'name', 1],
    ['VolumeSource', '', 2],
  ]);
  expect(selector).toMatchObject({ name: 'NodeSelector', markers: { structType: ['atomic'] } });
  const [meta, terms, paused] = selector!.fields;
  expect(meta).toMatchObject({ json: '', number: undefined });
  expect(terms).toMatchObject({
    type: '[]v1.Term',
    json: 'terms',
    number: 3,
    patchStrategy: ['merge', 'retainKeys'],
    patchMergeKey: 'type',
    markers: { listType: ['map'], listMapKey: ['type', 'port'] },
  });
  expect(paused).toMatchObject({ type: 'bool', omitEmpty: true, number: 7 });
});
