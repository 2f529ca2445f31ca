import type { Tables } from './table.ts';

/** The sentence for a load whose figures are not the server's. */
export function bottleneckSentence(bottleneck: string): string {
  return `The client was the bottleneck: ${bottleneck}. The report omits the figures of the server, because they are not reliable.`;
}

/** A report for a terminal. */
export function textReport({ facts, latencies, bottleneck, warnings }: Tables): string {
  const wide = Math.max(...facts.map(([label]) => label.length)) + 2;
  const lines = facts.map(([label, text]) => `${label.padEnd(wide)}${text}`);
  const notes = [...(bottleneck === undefined ? [] : [bottleneckSentence(bottleneck)]), ...warnings];
  return [lines, aligned(latencies), notes]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

/** The same as Markdown. */
export function markdownReport({ facts, latencies, bottleneck, warnings }: Tables): string {
  const notes = [...(bottleneck === undefined ? [] : [`**${bottleneckSentence(bottleneck)}**`]), ...warnings];
  const table = (rows: readonly (readonly string[])[], figures: string): string => {
    const [head = [], ...body] = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
    return [head, head.map((_, at) => (at === 0 ? '---' : figures)), ...body]
      .map((row) => `| ${row.join(' | ')} |`)
      .join('\n');
  };
  const parts = [
    '# Load',
    ...notes,
    table([['', ''], ...facts], '---'),
    ...(latencies.length > 0 ? [table(latencies, '---:')] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]!.length))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[at]! + 2)))
      .join('')
      .trimEnd(),
  );
}
