import type { KubeObject } from '../../object.ts';

/** A column of `kubectl get` and its value for an object. */
export interface Column {
  readonly name: string;
  /** @default string */
  readonly type?: 'string' | 'integer' | 'date' | 'boolean';
  /** `name` marks the column that identifies the row. */
  readonly format?: string;
  readonly description?: string;
  /** Columns above 0 show with `-o wide` only. @default 0 */
  readonly priority?: number;
  readonly cell: (object: KubeObject, now: number) => unknown;
}

/** Simulated time that has gone by since a timestamp, as kubectl prints it. */
export function age(timestamp: string | null | undefined, now: number): string {
  return timestamp ? humanDuration(now - Date.parse(timestamp)) : '<unknown>';
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Up to which age which two units are shown (apimachinery's duration.HumanDuration): 90s, 5m10s, 3h5m, 2d3h, 100d, 2y30d. */
const STEPS: readonly [below: number, unit: number, name: string, rest: number, restName: string][] = [
  [2 * MINUTE, SECOND, 's', 0, ''],
  [10 * MINUTE, MINUTE, 'm', SECOND, 's'],
  [3 * HOUR, MINUTE, 'm', 0, ''],
  [8 * HOUR, HOUR, 'h', MINUTE, 'm'],
  [2 * DAY, HOUR, 'h', 0, ''],
  [8 * DAY, DAY, 'd', HOUR, 'h'],
  [2 * YEAR, DAY, 'd', 0, ''],
  [8 * YEAR, YEAR, 'y', DAY, 'd'],
  [Number.POSITIVE_INFINITY, YEAR, 'y', 0, ''],
];

export function humanDuration(milliseconds: number): string {
  if (milliseconds <= -2 * SECOND) return '<invalid>';
  if (milliseconds < SECOND) return '0s';
  const [, unit, name, rest, restName] = STEPS.find(([below]) => milliseconds < below)!;
  const remainder = rest === 0 ? 0 : Math.floor((milliseconds % unit) / rest);
  return `${Math.floor(milliseconds / unit)}${name}${remainder > 0 ? `${remainder}${restName}` : ''}`;
}

export const NAME: Column = { name: 'Name', format: 'name', cell: ({ metadata }) => metadata.name };
export const AGE: Column = { name: 'Age', cell: ({ metadata }, now) => age(metadata.creationTimestamp, now) };

/** The column that custom resources get. */
export const CREATED: Column = { ...AGE, type: 'date' };
