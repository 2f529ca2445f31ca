import { expect, expectTypeOf, it } from 'vitest';
import type { Faults } from '../../../sandbox/core/faults.ts';
import type { FaultName } from '../../../sandbox/data/names.ts';

const none: Faults = { active: () => undefined };

it('the types have the names of all faults and parameters', () => {
  expectTypeOf<'tpu-stockout'>().toExtend<FaultName>();
  expect(none.active('tpu-stockout', { zone: 'us-east5-b' })).toBeUndefined();
  // @ts-expect-error a name that data/faults.yaml does not have
  none.active('tpu-stokout');
  // @ts-expect-error a parameter that this fault does not take
  none.active('tpu-stockout', { bucket: 'b' });
  // @ts-expect-error a parameter that no fault takes
  none.active('watch-cut')?.params.secnds;
});
