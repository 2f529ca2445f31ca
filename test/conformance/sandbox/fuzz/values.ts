import type { Random } from '../../../../sandbox/core/random.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.integer(0, from.length - 1)]!;
}

/** What programs tend to stumble over. */
const STRINGS = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  'a'.repeat(5_000),
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '/etc/passwd\u0000.yaml',
  '$(touch /tmp/fuzzed)',
  '`touch /tmp/fuzzed`',
  '; touch /tmp/fuzzed',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '\u202e\ud800\uffff',
  '🦙',
  '\r\nX-Injected: 1',
  '1e999',
  '9'.repeat(400),
  '(a+)+$',
  '((((((((((((',
  '2026-13-45T99:99:99Z',
  '100Ki',
  '1e-30',
  '{{.}}',
  '<script>',
  '%',
  '%zz',
  '%00',
];
const NUMBERS = [0, -0, 1, -1, 0.1, 65_536, 2 ** 31, -(2 ** 31), 2 ** 53, 1e308, -1e308, 1e-308];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'metadata',
  'spec',
  'kind',
  'name',
  'toString',
  'items',
  '',
  'a.b/c',
];

export const text = (random: Random): string => pick(random, STRINGS);

/** Any JSON, a few levels deep. */
export function json(random: Random, depth = 3): Json {
  const kind = random.integer(0, depth > 0 ? 5 : 3);
  if (kind === 0) return null;
  if (kind === 1) return random.next() < 0.5;
  if (kind === 2) return pick(random, NUMBERS);
  if (kind === 3) return text(random);
  if (kind === 4) return Array.from({ length: random.integer(0, 3) }, () => json(random, depth - 1));
  // A null prototype, so that `__proto__` becomes a key like any other.
  const object: { [key: string]: Json } = Object.create(null);
  for (let i = random.integer(0, 4); i > 0; i--) object[pick(random, KEYS)] = json(random, depth - 1);
  return object;
}

/** How many pods a request may ask for is the cluster's own limit to set: here there is none. */
const COUNTS = new Set(['replicas', 'parallelism', 'completions', 'maxReplicas', 'minReplicas', 'initialNodeCount']);

/** The same with some of its values replaced, removed or doubled. */
export function mutated(random: Random, value: Json, key = ''): Json {
  if (random.next() < 0.06 && !COUNTS.has(key)) return json(random);
  if (Array.isArray(value)) {
    const items = value.map((item) => mutated(random, item));
    return random.next() < 0.1 ? [...items, ...items] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const result: { [key: string]: Json } = Object.create(null);
  for (const [name, item] of Object.entries(value)) {
    if (random.next() > 0.04) result[name] = mutated(random, item, name);
    if (random.next() < 0.03) result[pick(random, KEYS)] = json(random);
  }
  return result;
}

/** `[[[[…]]]]` or `{"a":{"a":…}}` as text, since building it would be as hard as reading it. */
export function deep(random: Random): string {
  const levels = pick(random, [100, 10_000, 100_000]);
  return random.next() < 0.5
    ? '['.repeat(levels) + ']'.repeat(levels)
    : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
}

export function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(0, 255)));
}
