/** Rows as lines with aligned columns, separated by two spaces. A cell that begins with a digit or $ is right-aligned. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, place) => Math.max(...rows.map((row) => row[place]!.length)));
  return rows.map((row) =>
    row
      .map((cell, place) => (/^[$\d]/.test(cell) ? cell.padStart(widths[place]!) : cell.padEnd(widths[place]!)))
      .join('  ')
      .trimEnd(),
  );
}
