/** A row of a table that kubectl or gcloud printed. */
export interface Row {
  /** The row as it stands in the text. */
  readonly line: string;
  /** The cells by the names of their columns, which are in capitals. */
  readonly cells: Readonly<Record<string, string>>;
}

/** The name of a column is in capitals; at least two spaces separate it from the next. */
const COLUMN = /^[A-Z][A-Z0-9_()-]*(?: [A-Z0-9_()-]+)*$/;
const GAP = /\s{2,}/;
/** Ends a table: an empty line, and the next command. */
const END = /^\s*$|^[$#>] |^\S+@\S+[$#] /;

/** Of a long table, the first rows are enough to tell what is not ready. */
const MOST = 5_000;

/** The rows of all tables that begin with the name of an object. */
export function rows(lines: readonly string[]): readonly Row[] {
  const found: Row[] = [];
  let columns: readonly Column[] = [];
  for (const line of lines) {
    if (isHeader(line)) columns = columnsOf(line);
    else if (END.test(line)) columns = [];
    else if (columns.length > 0 && found.length < MOST)
      found.push({ line: line.trim(), cells: cellsOf(line, columns) });
  }
  return found;
}

function isHeader(line: string): boolean {
  if (!/^\s{0,8}NAME/.test(line)) return false;
  const names = line.trim().split(GAP);
  return names.length > 1 && /^NAME(?:SPACE)?$/.test(names[0]!) && names.every((name) => COLUMN.test(name));
}

interface Column {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function columnsOf(header: string): readonly Column[] {
  const starts = [...header.matchAll(/\S+(?: \S+)*/g)].map(({ 0: name, index }) => ({ name, start: index }));
  return starts.map((one, at) => ({ ...one, end: starts[at + 1]?.start ?? Number.POSITIVE_INFINITY }));
}

/** By number where no cell is empty: a name may have been replaced by one of another length. Otherwise by place. */
function cellsOf(line: string, columns: readonly Column[]): Readonly<Record<string, string>> {
  const parts = line.trim().split(GAP);
  const cells =
    parts.length === columns.length ? parts : columns.map(({ start, end }) => line.slice(start, end).trim());
  return Object.fromEntries(columns.map(({ name }, at) => [name, cells[at]!]));
}
