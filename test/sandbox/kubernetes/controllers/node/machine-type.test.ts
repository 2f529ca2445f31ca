import { expect, test } from 'vitest';
import {
  allocatableOf,
  capacityOf,
  machineTypes,
} from '../../../../../sandbox/kubernetes/controllers/node/machine-type.ts';

const machine = (name: string) => machineTypes.get(name)!;

test('a ct6e-standard-1t leaves for pods what was measured on a real one', () => {
  const { millicores, memoryKi } = allocatableOf(machine('ct6e-standard-1t'));
  expect(millicores).toBe(43_820);
  // Measured: 170630440Ki. The kernel's own share is a fitted figure: within 0.1 %.
  expect(Math.abs(memoryKi / 170_630_440 - 1)).toBeLessThan(0.001);
});

test.each([
  ['e2-medium', 2000, 940],
  ['e2-standard-2', 2000, 1930],
  ['e2-standard-4', 4000, 3920],
  ['ct6e-standard-8t', 180_000, 179_480],
  ['ct5lp-hightpu-8t', 224_000, 223_370],
])('%s has %i millicores, of which %i are for pods', (name, capacity, allocatable) => {
  expect(capacityOf(machine(name)).millicores).toBe(capacity);
  expect(allocatableOf(machine(name)).millicores).toBe(allocatable);
});
