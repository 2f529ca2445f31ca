import { parseDuration } from '../promql/literals.ts';

/** A parameter of the Prometheus HTTP API that is missing or malformed: 400 bad_data. */
export class BadParameter extends Error {
  readonly code = 'bad_data';

  constructor(name: string, problem: string) {
    super(`invalid parameter "${name}": ${problem}`);
  }
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** The years that a JavaScript date can tell. */
const FURTHEST = 8.64e15;

/** Unix seconds or RFC 3339, in whole milliseconds. */
export function timeParameter(query: URLSearchParams, name: string, fallback?: number): number {
  const text = query.get(name);
  if (text === null && fallback !== undefined) return Math.round(fallback);
  const seconds = Number(text === null || text.trim() === '' ? Number.NaN : text);
  const time = Number.isNaN(seconds)
    ? RFC3339.test(text ?? '')
      ? Date.parse(text!)
      : Number.NaN
    : Math.round(seconds * 1000);
  if (!(Math.abs(time) <= FURTHEST)) throw new BadParameter(name, `cannot parse "${text ?? ''}" to a valid timestamp`);
  return time;
}

/** Seconds or a duration such as `1m30s`, in whole milliseconds. */
export function durationParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  const duration = Number.isNaN(seconds) ? parseDuration(text) : Math.round(seconds * 1000);
  if (duration === undefined || !Number.isFinite(duration)) {
    throw new BadParameter(name, `cannot parse "${text}" to a valid duration`);
  }
  return duration;
}

export function textParameter(query: URLSearchParams, name: string): string {
  return query.get(name) ?? '';
}

/** A whole number of at least 0; undefined when the parameter is not given. */
export function limitParameter(query: URLSearchParams): number | undefined {
  const text = query.get('limit');
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw new BadParameter('limit', `cannot parse "${text}" to a valid limit`);
  return Number(text) || undefined;
}
