import { readData } from './data-files.ts';
import type { Durations } from './world.ts';

const loaded = new Map<string, unknown>();

/** One of `sandbox/data/*.yaml`, read once. Callers must not modify the result. */
export function loadData<T>(name: string): T {
  const known = loaded.get(name) ?? readData(name);
  loaded.set(name, known);
  return known as T;
}

const UNITS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** `6m24s`, `1h`, `500ms` as milliseconds. @throws RangeError for anything else */
export function milliseconds(text: string): number {
  if (!/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text))
    throw new RangeError(`Invalid duration ${JSON.stringify(text)}: expected a value such as 6m24s`);
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|h|m|s)/g)) {
    total += Number(amount) * UNITS[unit as keyof typeof UNITS];
  }
  return total;
}

/** `data/durations.yaml` in milliseconds, with overrides. @throws RangeError for an unknown name */
export function loadDurations(overrides: Readonly<Record<string, string>> = {}): Durations {
  const texts = loadData<Record<string, string>>('durations');
  const unknown = Object.keys(overrides).find((name) => !Object.hasOwn(texts, name));
  if (unknown !== undefined) throw new RangeError(`Unknown duration ${unknown}`);
  const entries = Object.entries({ ...texts, ...overrides });
  return Object.fromEntries(entries.map(([name, text]) => [name, milliseconds(text)])) as Durations;
}
