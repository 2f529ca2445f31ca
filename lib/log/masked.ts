import { RunbookError } from '../errors/runbook-error.ts';
import type { LogEntry } from './entry.ts';
import { redact } from './redact.ts';

/** An entry with its secrets masked: before anything is cut, since a mask may not recognise a part of a secret. */
export function masked(entry: LogEntry, secrets: readonly string[]): LogEntry {
  const mask = (text: string): string => redact(text, secrets);
  if (entry.kind !== 'error') return everywhere(entry, mask);
  const { code, message, evidence, remedy, cause, diagnosis } = entry.error;
  const more = { evidence: evidence.map(mask), cause, ...(diagnosis && { diagnosis }) };
  const error = new RunbookError(code, mask(message), {
    ...more,
    ...(remedy !== undefined && { remedy: mask(remedy) }),
  });
  return { kind: 'error', error };
}

function everywhere<T>(value: T, mask: (text: string) => string): T {
  if (typeof value === 'string') return mask(value) as T;
  if (Array.isArray(value)) return value.map((one) => everywhere(one, mask)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, everywhere(one, mask)])) as T;
}
