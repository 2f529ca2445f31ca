import { expect, test } from 'vitest';
import { COMMAND, ManualClock, MINUTE, start, TestBucket, TestFaults } from '../container.ts';
import { ownAddress } from '../own-address.ts';
import { CACHE, count, texts } from './log.ts';

test('an unknown argument ends the process with 2 and argparse’s words', () => {
  const clock = new ManualClock();
  const started = start({ clock, args: [...COMMAND, '--foo=1'] });
  expect(started.exits).toEqual([]);
  clock.pass(1);
  expect(started.exits).toMatchObject([{ code: 2 }]);
  expect(texts(started).at(-1)).toBe('(APIServer pid=1) api_server.py: error: unrecognized arguments: --foo=1');
});

test('more chips than the node has fail the engine and the API server', () => {
  const clock = new ManualClock();
  const started = start({ clock, tpuChips: 4 });
  clock.pass(MINUTE);
  expect(started.exits).toMatchObject([{ code: 1 }]);
  expect(texts(started).at(-1)).toContain('RuntimeError: Engine core initialization failed.');
  expect(texts(started).some((line) => line.includes('mesh_shape (1, 8)'))).toBe(true);
});

test('a bucket without write permission fails the download', () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  bucket.refuses = true;
  const started = start({ clock, mount: bucket });
  clock.pass(2 * MINUTE);
  expect(started.exits).toMatchObject([{ code: 1 }]);
  expect(
    texts(started).some((line) =>
      line.includes("PermissionError: [Errno 13] Permission denied: '/data/models--meta-llama--Llama-3.1-70B'"),
    ),
  ).toBe(true);
});

test('running out of memory while loading ends without a log line', () => {
  const clock = new ManualClock();
  const faults = new TestFaults();
  faults.add('pod-oom');
  const started = start({ clock, faults, mount: new TestBucket(clock) });
  clock.pass(30 * MINUTE);
  expect(started.exits).toMatchObject([{ code: 137, reason: 'OOMKilled' }]);
});

test('with a shared XLA cache, the second cold replica fails until the first is ready', () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  const first = start({ clock, mount: bucket, address: ownAddress(31) });
  const second = start({ clock, mount: bucket, address: ownAddress(32) });
  clock.pass(60 * MINUTE);
  expect(first.exits).toEqual([]);
  expect(first.running.listens(8000)).toBe(true);
  expect(second.exits).toMatchObject([{ code: 1 }]);
  expect(
    texts(second).some((line) =>
      line.includes('RuntimeError: filesystem error: cannot create directories: File exists [/data/tp8_rank0]'),
    ),
  ).toBe(true);
  const again = start({ clock, mount: bucket, address: ownAddress(32) });
  clock.pass(60 * MINUTE);
  expect(again.exits).toEqual([]);
  expect(again.running.listens(8000)).toBe(true);
  first.running.stop();
  again.running.stop();
});

test('without a shared cache path, two cold replicas both start', () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  const env = { HF_TOKEN: 'hf_test' };
  const replicas = [ownAddress(31), ownAddress(32)].map((address) => start({ clock, mount: bucket, address, env }));
  clock.pass(60 * MINUTE);
  for (const { exits, running } of replicas) {
    expect(exits).toEqual([]);
    running.stop();
  }
  expect(count(bucket, CACHE)).toBe(0);
});

test('an incomplete cache of a dead replica is completed', () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  const first = start({ clock, mount: bucket });
  while (count(bucket, CACHE) < 10) clock.pass(MINUTE / 4);
  first.running.stop();
  const second = start({ clock, mount: bucket, address: ownAddress(31) });
  clock.pass(60 * MINUTE);
  expect(second.exits).toEqual([]);
  expect(count(bucket, CACHE)).toBe(26);
  second.running.stop();
});
