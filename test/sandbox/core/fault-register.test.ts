import { expect, test } from 'vitest';
import { loadData } from '../../../sandbox/core/data.ts';
import { Database } from '../../../sandbox/core/database.ts';
import { complaint } from '../../../sandbox/core/fault-parameters.ts';
import { type FaultCatalogue, FaultError, FaultRegister } from '../../../sandbox/core/fault-register.ts';

const catalogue = loadData<FaultCatalogue>('faults');

test('a fault stays on until it is cleared, also after a restart', () => {
  const database = Database.open();
  new FaultRegister(catalogue, database).add('tpu-stockout', {});
  const restarted = new FaultRegister(catalogue, database);
  expect(restarted.active('tpu-stockout')).toEqual({ name: 'tpu-stockout', params: {} });
  restarted.clear('tpu-stockout');
  expect(restarted.active('tpu-stockout')).toBeUndefined();
});

test('a parameter restricts where a fault strikes', () => {
  const faults = new FaultRegister(catalogue, Database.open());
  faults.add('tpu-stockout', { zone: 'us-east5-b' });
  expect(faults.active('tpu-stockout', { zone: 'us-east5-b' })).toBeDefined();
  expect(faults.active('tpu-stockout', { zone: 'us-east5-c' })).toBeUndefined();
  expect(faults.active('tpu-stockout')).toBeDefined();
});

test('what a listener returns happens once the fault is active', () => {
  const faults = new FaultRegister(catalogue, Database.open());
  const seen: boolean[] = [];
  const look = (): void => void seen.push(faults.active('disk-full') !== undefined);
  faults.onAdd(() => {
    look();
    return look;
  });
  faults.add('disk-full', {});
  expect(seen).toEqual([false, true]);
});

test('a fault that a listener refuses stays off', () => {
  const faults = new FaultRegister(catalogue, Database.open());
  faults.onAdd(() => {
    throw new FaultError('BAD_VALUE', 'no such node');
  });
  expect(() => faults.add('disk-full', {})).toThrow('no such node');
  expect(faults.list()).toEqual([]);
});

test.each([
  ['nonsense', {}, 'UNKNOWN_FAULT'],
  ['constructor', {}, 'UNKNOWN_FAULT'],
  ['tpu-stockout', { region: 'us-east5' }, 'UNKNOWN_PARAMETER'],
  ['pod-oom', { zone: 'us-east5-b' }, 'UNKNOWN_PARAMETER'],
  ['tpu-stockout', { zone: 'mars' }, 'BAD_VALUE'],
  ['tpu-stockout', { zone: '' }, 'BAD_VALUE'],
  ['api-errors', { probability: 7 }, 'BAD_VALUE'],
  ['api-errors', { probability: '' }, 'BAD_VALUE'],
  ['api-errors', { probability: '0,5' }, 'BAD_VALUE'],
  ['api-errors', { code: 200 }, 'BAD_VALUE'],
  ['api-errors', { api: 'azure' }, 'BAD_VALUE'],
  ['api-slow', { seconds: -1 }, 'BAD_VALUE'],
  ['api-disabled', { service: 'container' }, 'BAD_VALUE'],
])('the fault %s with %j is refused as %s', (name, params, code) => {
  const faults = new FaultRegister(catalogue, Database.open());
  expect(() => faults.add(name, params as Record<string, string>)).toThrow(expect.objectContaining({ code }));
  expect(faults.list()).toEqual([]);
});

test.each([
  ['api-errors', { probability: '0.5', code: '429', api: 'kubernetes' }],
  ['api-errors', { probability: 0 }],
  ['tpu-stockout', { zone: 'us-east5-c' }],
  ['watch-cut', { seconds: 20, gone: 1 }],
  ['permission-denied', { permission: 'container.clusters.create' }],
  ['image-pull-error', { image: 'vllm/vllm-tpu' }],
])('the fault %s takes %j', (name, params) => {
  const faults = new FaultRegister(catalogue, Database.open());
  expect(faults.add(name, params as Record<string, string>)).toEqual({ name, params });
});

test('a similar name is suggested, and an unrelated one is not', () => {
  const faults = new FaultRegister(catalogue, Database.open());
  expect(() => faults.add('tpu-stockot', {})).toThrow('Did you mean tpu-stockout?');
  expect(() => faults.add('tpu-stockout', { zone: 'us-east5b' })).toThrow('Did you mean us-east5-b?');
  expect(() => faults.add('nonsense', {})).toThrow(/^Unknown fault nonsense\.$/);
});

test('every parameter of the catalogue has a kind', () => {
  for (const [fault, { params = {} }] of Object.entries(catalogue)) {
    for (const name of Object.keys(params)) expect(() => complaint(fault, name, 'x')).not.toThrow();
  }
});

test('clearing returns the faults that were on and refuses an unknown fault', () => {
  const faults = new FaultRegister(catalogue, Database.open());
  faults.add('pod-oom', {});
  expect(() => faults.clear('nope')).toThrow(expect.objectContaining({ code: 'UNKNOWN_FAULT' }));
  expect([faults.clear('pod-oom'), faults.clear('pod-oom'), faults.clear()]).toEqual([['pod-oom'], [], []]);
});

test('every fault has a description and a message', () => {
  for (const [name, entry] of Object.entries(catalogue)) {
    const texts = [entry.strikes, entry.seen, ...Object.values(entry.params ?? {})];
    expect([name, ...texts.filter((text) => typeof text !== 'string')]).toEqual([name]);
  }
});
