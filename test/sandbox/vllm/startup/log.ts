import { type ManualClock, MINUTE, type Started, start, type TestBucket } from '../container.ts';
import { ownAddress } from '../own-address.ts';

export const SHARDS = /model-\d{5}-of-00030\.safetensors$/;
export const CACHE = /^jit_.*-cache$/;

export function texts({ lines }: Started): string[] {
  return lines.map(({ text }) => text);
}

export function readyAt({ lines }: Started): number | undefined {
  return lines.find(({ text }) => text.endsWith('Application startup complete.'))?.time;
}

export function count(bucket: TestBucket, pattern: RegExp): number {
  return [...bucket.files.keys()].filter((path) => pattern.test(path)).length;
}

/** Minutes after its start at which a server with the given files in its bucket is up. */
export function minutes(bucket: TestBucket, clock: ManualClock): number {
  const began = clock.now();
  const started = start({ clock, mount: bucket, address: ownAddress(31) });
  clock.pass(60 * MINUTE);
  started.running.stop();
  return (readyAt(started)! - began) / MINUTE;
}
