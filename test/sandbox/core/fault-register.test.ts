import { expect, test } from 'vitest';
import { loadData } from '../../../sandbox/core/data.ts';
import { Database } from '../../../sandbox/core/database.ts';
import { type FaultCatalogue, FaultRegister } from '../../../sandbox/core/fault-register.ts';

const catalogue = loadData<FaultCatalogue>('faults');

test('a fault is on until it is cleared, over a restart too', () => {
  const database = Database.open();
  new FaultRegister(catalogue, database).add('tpu-stockout', {});
  const restarted = new FaultRegister(catalogue, database);
  expect(restarted.active('tpu-stockout')).toEqual({ name: 'tpu-stockout', params: {} });
  restarted.clear('tpu-stockout');
  expect(restarted.active('tpu-stockout')).toBeUndefined();
});

test('a parameter restricts a fault to where it matches', () => {
  const faults = new FaultRegister(catalogue, Database.open());
  faults.add('tpu-stockout', { zone: 'us-east5-b' });
  expect(faults.active('tpu-stockout', { zone: 'us-east5-b' })).toBeDefined();
  expect(faults.active('tpu-stockout', { zone: 'us-east5-c' })).toBeUndefined();
  expect(faults.active('tpu-stockout')).toBeDefined();
});

test.each([
  ['nonsense', {}],
  ['tpu-stockout', { region: 'us-east5' }],
  ['constructor', {}],
])('there is no fault %s with %j', (name, params) => {
  expect(() => new FaultRegister(catalogue, Database.open()).add(name, params)).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_FAULT' }),
  );
});

test('every fault says where it strikes and what is seen', () => {
  for (const [name, entry] of Object.entries(catalogue)) {
    const texts = [entry.strikes, entry.seen, ...Object.values(entry.params ?? {})];
    expect([name, ...texts.filter((text) => typeof text !== 'string')]).toEqual([name]);
  }
});
