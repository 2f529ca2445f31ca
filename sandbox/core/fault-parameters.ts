import { loadData } from './data.ts';
import { nearest } from './nearest.ts';
import { tpuFamilies } from './tpus.ts';

/** The valid values of a parameter; a parameter has the same meaning in every fault. */
interface Kind {
  readonly is: string;
  takes(value: string): boolean;
  /** All values, if the set is finite. */
  readonly values?: () => readonly string[];
}

const text: Kind = { is: 'a name', takes: (value) => value.trim() !== '' };

const number = (is: string, low: number, high: number): Kind => ({
  is,
  takes: (value) => value.trim() !== '' && Number(value) >= low && Number(value) <= high,
});

const like = (is: string, pattern: RegExp): Kind => ({ is, takes: (value) => pattern.test(value) });

const oneOf = (is: string, values: () => readonly string[]): Kind => ({
  is,
  takes: (value) => values().includes(value),
  values,
});

const tpuZones = (): string[] => [...new Set([...tpuFamilies.values()].flatMap(({ zones }) => zones))];

const KINDS: Readonly<Record<string, Kind>> = {
  api: oneOf('google or kubernetes', () => ['google', 'kubernetes']),
  bucket: text,
  code: like('an HTTP status from 400 to 599', /^[45]\d\d$/),
  constraint: oneOf('a constraint', () => ['compute.vmExternalIpAccess', 'compute.vmCanIpForward']),
  gone: number('a number from 0 to 1', 0, 1),
  image: text,
  limit: number('a number, 0 or more', 0, Number.MAX_VALUE),
  metric: text,
  minutes: number('a number of minutes, 0 or more', 0, Number.MAX_VALUE),
  node: text,
  pool: text,
  permission: like('a permission such as container.clusters.create', /^[a-z]\w*(\.\w+)+$/i),
  probability: number('a number from 0 to 1', 0, 1),
  quota: oneOf('a quota', () => Object.keys(loadData<object>('quotas'))),
  seconds: number('a number of seconds, 0 or more', 0, Number.MAX_VALUE),
  service: like('an API such as container.googleapis.com', /^[a-z]+\.googleapis\.com$/),
  zone: oneOf('a zone with TPUs', tpuZones),
};

/** @returns the error message for an invalid value, undefined for a valid one */
export function complaint(fault: string, name: string, value: string | number): string | undefined {
  const kind = KINDS[name]!;
  const given = String(value);
  if (kind.takes(given)) return undefined;
  const values = kind.values?.() ?? [];
  const meant = nearest(given, values);
  const choice = values.length > 2 ? ` (${values.join(', ')})` : '';
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `Invalid value ${name}=${given} for fault ${fault}: expected ${kind.is}${choice}.${hint}`;
}
