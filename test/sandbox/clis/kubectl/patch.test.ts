import { describe, expect, it } from 'vitest';
import { patchOf } from '../../../../sandbox/clis/kubectl/patch.ts';

const type = (group: string, kind: string) => ({
  group,
  kind,
  version: 'v1',
  name: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  shortNames: [],
  namespaced: true,
});
const deployment = type('apps', 'Deployment');

/** A Deployment's pod, in which everything that is changed here is. */
const pod = (spec: object) => ({ spec: { template: { spec } } });
const patch = (last: object, wanted: object, current: object) =>
  patchOf(deployment, pod(last), pod(wanted), pod(current)).content;

describe('the patch of a built-in type', () => {
  it('is empty without changes, regardless of server-side additions', () => {
    const container = { name: 'a', image: 'i' };
    const current = { containers: [{ ...container, imagePullPolicy: 'Always' }], restartPolicy: 'Always' };
    expect(patch({ containers: [container] }, { containers: [container] }, current)).toEqual({});
  });

  it('has a changed list item by its merge key, and the order of all items', () => {
    const before = { containers: [{ name: 'a', args: ['1'] }, { name: 'b' }] };
    const after = { containers: [{ name: 'a', args: ['2'] }, { name: 'b' }] };
    expect(patch(before, after, before)).toEqual(
      pod({
        '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }],
        containers: [{ name: 'a', args: ['2'] }],
      }),
    );
  });

  it('deletes fields and list items that only the last manifest has', () => {
    const before = { containers: [{ name: 'a', env: [{ name: 'X' }, { name: 'Y' }] }], serviceAccountName: 's' };
    const after = { containers: [{ name: 'a', env: [{ name: 'Y' }] }] };
    expect(patch(before, after, before)).toEqual(
      pod({
        '$setElementOrder/containers': [{ name: 'a' }],
        containers: [{ name: 'a', '$setElementOrder/env': [{ name: 'Y' }], env: [{ $patch: 'delete', name: 'X' }] }],
        serviceAccountName: null,
      }),
    );
  });

  it('keeps fields that another manager added', () => {
    const mine = { containers: [{ name: 'a' }] };
    expect(patch(mine, mine, { containers: [{ name: 'a' }, { name: 'injected' }] })).toEqual({});
  });

  it('retains the keys of a volume when its source changes', () => {
    const before = { volumes: [{ name: 'v', emptyDir: {} }] };
    const after = { volumes: [{ name: 'v', hostPath: { path: '/' } }] };
    expect(patch(before, after, before)).toMatchObject(
      pod({ volumes: [{ name: 'v', emptyDir: null, hostPath: { path: '/' }, $retainKeys: ['hostPath', 'name'] }] }),
    );
  });
});

describe('the patch of a custom type', () => {
  const monitoring = type('monitoring.googleapis.com', 'PodMonitoring');

  it('replaces a list as a whole', () => {
    const spec = (interval: string) => ({ spec: { endpoints: [{ port: 8000, interval }] } });
    expect(patchOf(monitoring, spec('15s'), spec('30s'), spec('15s'))).toEqual({
      type: 'application/merge-patch+json',
      content: spec('30s'),
    });
  });
});
