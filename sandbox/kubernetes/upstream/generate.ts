/**
 * Writes what Kubernetes' own sources say of its types, from the struct tags and markers of their `types.go`:
 * - `../api/protobuf/generated/fields.json`: the names of the messages' fields in the order of their numbers, for typed
 *   clients (kubectl from 1.32 on, client-go programs). A + marks a message whose fields JSON has in the outer object, a ? a
 *   number or boolean whose zero Go's JSON leaves out.
 * - `../resources/schemas/generated/markers.json`: how lists and maps merge, in the terms of `facts.yaml`.
 *
 *     npm run generate:upstream -w sandbox -- v0.33.5 FOLDER_OF_K8S.IO/API FOLDER_OF_K8S.IO/APIMACHINERY
 *     npm run generate -w sandbox
 */
import { writeFileSync } from 'node:fs';
import type { FieldFacts } from '../resources/facts.ts';
import type { GoField } from './go-types.ts';
import { isEmbedded, type Known, knownStructs, nameOf } from './structs.ts';

const NUMBER = /^(bool|u?int(16|32|64)?|float64)$/;

/** In the order of the field numbers; `null` for one that is not used. */
function messageOf({ fields }: Known): (string | null)[] {
  const names: (string | null)[] = [];
  for (const field of fields) {
    if (field.number === undefined || field.json === '-') continue;
    while (names.length < field.number) names.push(null);
    names[field.number - 1] = nameOnTheWire(field);
  }
  return names;
}

function nameOnTheWire(field: GoField): string {
  if (isEmbedded(field)) return `+${nameOf(field)}`;
  return field.omitEmpty && NUMBER.test(field.type) ? `${field.json}?` : field.json;
}

function markersOf(struct: Known, siblings: readonly Known[]): Record<string, unknown> {
  const fields = allFields(struct, siblings).filter(({ json }) => struct.properties.has(json));
  const facts = fields.map((field): [string, FieldFacts] => [field.json, factsOf(field)]);
  return {
    ...(struct.markers.structType?.[0] === 'atomic' && { $atomic: true }),
    ...Object.fromEntries(facts.filter(([, known]) => Object.keys(known).length > 0)),
  };
}

/** With those of the structs that JSON has in the outer object. */
function allFields({ fields }: Known, siblings: readonly Known[]): GoField[] {
  return fields.flatMap((field) => {
    if (!isEmbedded(field)) return [field];
    const inner = siblings.find(({ name }) => name === nameOf(field));
    return inner ? allFields(inner, siblings) : [];
  });
}

function factsOf({ patchStrategy, patchMergeKey: merge, markers }: GoField): FieldFacts {
  const [list] = markers.listType ?? [];
  const keys = list === 'map' ? markers.listMapKey : undefined;
  const merges = patchStrategy.includes('merge') && merge !== undefined;
  return {
    ...(merges && { merge }),
    ...(keys && !(merges && keys.length === 1 && keys[0] === merge) && { keys }),
    ...(merges && !keys && { atomic: true }),
    ...(list === 'set' && { set: true }),
    ...(patchStrategy.includes('merge') && !merges && { adds: true }),
    ...(patchStrategy.includes('retainKeys') && { retainKeys: true }),
  };
}

/** A line for each type. */
function lines(source: string, structs: readonly Known[], view: (struct: Known) => object): string {
  const modules = [...new Set(structs.map(({ module }) => module))].map((module) => {
    const types = structs.filter((struct) => struct.module === module && Object.keys(view(struct)).length > 0);
    const rows = types.map((struct) => `    ${JSON.stringify(struct.name)}: ${JSON.stringify(view(struct))}`);
    return rows.length === 0 ? [] : [`  ${JSON.stringify(module)}: {\n${rows.join(',\n')}\n  }`];
  });
  return `{\n  "$source": ${JSON.stringify(source)},\n${modules.flat().join(',\n')}\n}\n`;
}

const [version, api, apimachinery] = process.argv.slice(2);
if (version === undefined || api === undefined || apimachinery === undefined)
  throw new Error('Usage: generate.ts VERSION API APIMACHINERY');
const source = `k8s.io/api and k8s.io/apimachinery ${version}`;
const structs = knownStructs({ api, apimachinery });
const siblings = (struct: Known): Known[] => structs.filter(({ module }) => module === struct.module);
const write = (path: string, text: string): void => writeFileSync(new URL(path, import.meta.url), text);
write('../api/protobuf/generated/fields.json', lines(source, structs, messageOf));
write(
  '../resources/schemas/generated/markers.json',
  lines(source, structs, (struct) => markersOf(struct, siblings(struct))),
);
