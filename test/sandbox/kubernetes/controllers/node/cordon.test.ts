import { expect, test } from 'vitest';
import { MINUTE, SECOND, startRig } from '../../rig.ts';

test('taints a node while it is cordoned', async () => {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'tpus', machineType: 'ct6e-standard-8t', size: 1 });
  await rig.pass(4 * MINUTE);
  const keys = (): string[] => (rig.store.list('nodes')[0]!.spec.taints ?? []).map(({ key }: { key: string }) => key);
  const mark = async (unschedulable: boolean): Promise<void> => {
    rig.store.modify('nodes', undefined, 'tpus-1', (draft) => {
      draft.spec.unschedulable = unschedulable;
    });
    await rig.pass(SECOND);
  };
  await mark(true);
  expect(keys()).toEqual(['google.com/tpu', 'node.kubernetes.io/unschedulable']);
  expect(rig.events('tpus-1')).toContain('NodeNotSchedulable: Node tpus-1 status is now: NodeNotSchedulable');
  await mark(false);
  expect(keys()).toEqual(['google.com/tpu']);
  expect(rig.events('tpus-1')).toContain('NodeSchedulable: Node tpus-1 status is now: NodeSchedulable');
});
