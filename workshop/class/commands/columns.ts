import stringWidth from 'string-width';

/** Rows as aligned columns, three spaces apart, as kubectl prints them. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  const pad = (cell: string, column: number): string => cell + ' '.repeat(widths[column]! - stringWidth(cell) + 3);
  return rows.map((row) => row.map(pad).join('').trimEnd()).join('\n');
}
