import { expect, test } from 'vitest';
import { machineTypes } from '../../../../../sandbox/kubernetes/controllers/node/machine-type.ts';
import { allocatableList, capacityList } from '../../../../../sandbox/kubernetes/controllers/node/resource-list.ts';

const machine = machineTypes.get('ct6e-standard-1t')!;
const disk = (sizeGb: number) => ({ bootDisk: { type: 'hyperdisk-balanced', sizeGb } });

test('states of a boot disk of 100 GB what GKE’s nodes state', () => {
  expect(capacityList({}, machine, 1)['ephemeral-storage']).toBe('98831908Ki');
  expect(allocatableList({}, machine, 1)['ephemeral-storage']).toBe('47060071478');
});

test('follows the size of the boot disk and the most pods of the pool', () => {
  const bytes = Number(allocatableList(disk(200), machine, 1)['ephemeral-storage']);
  expect(bytes / 1024 ** 3).toBeCloseTo(97.2, 0);
  expect(allocatableList({ maxPods: 32 }, machine, 1).pods).toBe('32');
});
