import { stripVTControlCharacters } from 'node:util';
import { formatDuration } from '../../wait/duration.ts';
import { messageOf, NOTHING, read, type Startup, type Task, timeOf } from './startup.ts';

/** The lines of a followed command, folded to what matters. */
export interface Folded {
  readonly startup: Startup;
  /** The last line, for the live region. */
  readonly last?: string;
  /** The columns of a watched table (`kubectl get --watch`), and its last row without the restless ones. */
  readonly table?: { readonly columns: readonly string[]; readonly row?: string };
}

export const UNFOLDED: Folded = { startup: NOTHING };

/** Columns of kubectl's tables that differ in every row. */
const RESTLESS: ReadonlySet<string> = new Set(['AGE', 'TARGETS']);

/** Take one more line. @returns the lines to show for good */
export function fold(folded: Folded, line: string, at: number): { folded: Folded; shown: readonly string[] } {
  const text = stripVTControlCharacters(line).trimEnd();
  return /^NAME {2,}[A-Z]/.test(text) || folded.table ? row(folded, text) : log(folded, text, at);
}

function row({ startup, table }: Folded, text: string): { folded: Folded; shown: readonly string[] } {
  const cells = text.split(/ {2,}/);
  if (!table || cells[0] === 'NAME')
    return { folded: { startup, table: { columns: cells }, last: text }, shown: table ? [] : [text] };
  const key = cells.filter((_, at) => !RESTLESS.has(table.columns[at] ?? '')).join(' ');
  return { folded: { startup, table: { ...table, row: key }, last: text }, shown: key === table.row ? [] : [text] };
}

function log({ startup }: Folded, text: string, arrived: number): { folded: Folded; shown: readonly string[] } {
  const at = timeOf(text, arrived);
  const next = read(startup, text, at);
  const ended = next.startup.tasks.filter((task) => task.ended === at && isNew(task, startup));
  const shown = [...ended.map(report), ...(next.milestone ? [messageOf(text)] : [])];
  return { folded: { startup: next.startup, last: messageOf(text) || text }, shown };
}

const isNew = ({ name }: Task, { tasks }: Startup): boolean =>
  tasks.every((task) => task.name !== name || task.ended === undefined);

function report({ done, of, unit, from, ended = from.at }: Task): string {
  return `${done} of ${of} ${unit} in ${formatDuration(ended - from.at)}`;
}
