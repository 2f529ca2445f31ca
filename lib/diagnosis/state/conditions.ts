import type { State } from './states.ts';

/** A condition of a Kubernetes object. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

/** Types that are true when something is wrong; those that are false in an object that works; all others are true then. */
const BAD =
  /Pressure$|Unavailable$|Degraded|Stalled|Fail|Problem|Deadlock|^Frequent|Readonly|Corrupt|Conflict|DisruptionTarget/;
const EITHER =
  /^(?:ScalingLimited|Suspended|Paused|Complete|Finished|SuccessCriteriaMet|Updating|Restarting|InProgress)/;

/** A row below `Conditions:` of `kubectl describe`: type, status, and for some kinds reason and message. */
const ROW = /^\s+(?<type>[A-Z]\w+)\s{2,}(?<status>True|False|Unknown)(?:\s{2,}(?<rest>\S.*))?$/;
/** A field of a condition in YAML, JSON or a description of a custom resource; `dash` begins the next condition. */
const FIELD =
  /^\s*(?<dash>- )?["']?(?<key>[A-Za-z][A-Za-z ]*)["']?:(?:\s+["']?(?<value>[^"']\S.*?|[\w|>])["']?,?)?\s*$/;
/** A message that begins in the next line. */
const BLOCK = /^[|>][+-]?$/;
/** The fields of one condition lie within so many lines. */
const SPAN = 12;

/** The conditions that are not met. */
export function conditions(lines: readonly string[]): readonly State[] {
  const found = lines.flatMap((line) => ofRow(line));
  return [...found, ...inFields(lines)].map(({ type, status, reason, message }) => ({
    line: [type, status, reason, message].filter((part) => part !== undefined).join(' '),
    what: `the condition ${type} is ${status}`,
    ...(message && { why: message }),
  }));
}

function ofRow(line: string): readonly Condition[] {
  const { type, status, rest } = ROW.exec(line)?.groups ?? {};
  return type !== undefined && isUnmet(type, status!)
    ? [{ type, status: status!, reason: rest, message: undefined }]
    : [];
}

/** The conditions that are written field by field, in any order. */
function inFields(lines: readonly string[]): readonly Condition[] {
  return lines.flatMap((line, at) => {
    const type = FIELD.exec(line)?.groups;
    if (type?.key?.toLowerCase() !== 'type' || !/^[A-Z]\w+$/.test(type.value ?? '')) return [];
    const { status = '', reason, message } = fieldsAround(lines, at);
    return isUnmet(type.value!, status) ? [{ type: type.value!, status, reason, message }] : [];
  });
}

type Fields = Readonly<Record<string, string>>;

/** The fields of the object to which a line belongs, in its column: up to the next dash, or to a key that is there already. */
function fieldsAround(lines: readonly string[], at: number): Fields {
  const fields: Record<string, string> = {};
  const column = columnOf(lines[at]!);
  const take = (index: number): boolean => {
    const own = columnOf(lines[index]!);
    if (own !== column) return own > column;
    const { dash, key = '', value = '' } = FIELD.exec(lines[index]!)?.groups ?? {};
    const name = key.toLowerCase();
    if (name in fields) return false;
    const below = saidBelow(lines.slice(index + 1, index + SPAN), column);
    fields[name] = [BLOCK.test(value) ? '' : value, below].join(' ').trim().replace(/["']$/, '');
    return dash === undefined;
  };
  let isOpen = true;
  for (let index = at; index >= Math.max(0, at - SPAN) && isOpen; index -= 1) isOpen = take(index);
  isOpen = true;
  for (let index = at + 1; index < Math.min(lines.length, at + SPAN) && isOpen; index += 1)
    isOpen = !FIELD.exec(lines[index]!)?.groups?.dash && take(index);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** How far the text of a line is indented; the dash of a list counts as indentation. */
const columnOf = (line: string): number => /^\s*(?:- )?/.exec(line)![0].length;

/** The lines of a value that are indented deeper than its key. */
function saidBelow(lines: readonly string[], column: number): string {
  const end = lines.findIndex((line) => line.trim() === '' || /^\s*/.exec(line)![0].length <= column);
  return lines
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.trim())
    .join(' ');
}

/** What an object says of the reason that stands in a line: the message of the same condition. */
export function messageFor(line: string, text: string): string | undefined {
  if (FIELD.exec(line)?.groups?.key?.toLowerCase() !== 'reason') return undefined;
  const lines = text.split('\n');
  const at = lines.findIndex((one) => one.trim() === line.trim());
  return at < 0 ? undefined : fieldsAround(lines, at).message;
}

const isUnmet = (type: string, status: string): boolean =>
  !EITHER.test(type) && /^(?:True|False|Unknown)$/.test(status) && (status === 'True') === BAD.test(type);
