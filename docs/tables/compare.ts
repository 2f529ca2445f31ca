import { COMPARED } from '../../lib/compare/difference.ts';
import { PATTERNS } from '../../lib/record/patterns.ts';
import { code, table } from './markdown.ts';

/** What a recording replaces by its form. */
export function redactedTable(): string {
  const kinds = [...new Set(PATTERNS.map(({ kind }) => kind))];
  return table(
    ['replaced', 'placeholder'],
    kinds.map((kind) => [
      [...new Set(PATTERNS.flatMap((one) => (one.kind === kind ? [one.what] : [])))].join('; '),
      code(`<${kind}-1>`),
    ]),
  );
}

/** What a comparison compares. */
export function comparedTable(): string {
  return table(
    ['aspect', 'compared'],
    Object.entries(COMPARED).map(([aspect, { what }]) => [code(aspect), what]),
  );
}
