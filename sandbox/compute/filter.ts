import { RE2JS } from 're2js';
import { LegacyApiError } from '../core/legacy-error.ts';

/** `FIELD eq "REGEX"`, the form that gcloud turns its own `--filter` into, and `FIELD = VALUE`. */
const TERM = /^\(?(\w+) *(eq|ne|=|!=) *"?(.*?)"?\)?$/;

/**
 * The items that match a list's `filter` parameter; without the parameter, all items.
 * The client's expression is matched in linear time. @throws LegacyApiError 400 for any other form of filter
 */
export function filtered<T extends object>(items: readonly T[], filter: string | null): readonly T[] {
  if (!filter) return items;
  const [, field = '', operator, text = ''] = TERM.exec(filter) ?? [];
  if (operator === undefined) throw invalid(filter);
  const negative = operator === 'ne' || operator === '!=';
  const matches = operator.endsWith('=') ? (value: string) => value === text : compile(text, filter);
  return items.filter((item) => matches(String(item[field as keyof T] ?? '')) !== negative);
}

function compile(text: string, filter: string): (value: string) => boolean {
  try {
    const pattern = RE2JS.compile(text);
    return (value) => pattern.matches(value);
  } catch {
    throw invalid(filter);
  }
}

function invalid(filter: string): LegacyApiError {
  return new LegacyApiError(
    400,
    'invalid',
    `Invalid value for field 'filter': '${filter}'. Invalid list filter expression.`,
  );
}
