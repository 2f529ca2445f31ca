import { conditions } from './conditions.ts';
import { objectOf } from './kinds.ts';
import { type Row, rows } from './table.ts';

/** Something that a text shows to be not as it should be, without a reason. */
export interface State {
  /** The line of the text. */
  readonly line: string;
  /** What is not as it should be, for a sentence. */
  readonly what: string;
  /** What the object says of it, in words that no cause knows. */
  readonly why?: string;
  /** The command that tells more, where the text names the object. */
  readonly describe?: string;
}

/** States of objects that work, or did their work, are not here: Running, Bound, Completed, Ready. */
const STUCK =
  /^(?:Pending|Waiting|Unknown|Terminating|Lost|Suspended|Degraded|Unhealthy|Provisioning|Error|Failed\w*|Evicted|OOMKilled|Out[oO]f\S+|NotReady\S*|NodeShutdown|ContainerCreating|PodInitializing|Init:\S+|Container\w+Unknown|\w+Error|\w*BackOff|PENDING|PROVISIONING|RECONCILING|STOPPING|CREATING|DELETING|REPAIRING|STAGING|WAITING_FOR_RESOURCES|SUSPEND(?:ED|ING)|TERMINATED|STOPPED|PREEMPTED|DEGRADED|UNHEALTHY|UNHEALTHY_MAINTENANCE|ERROR|FAILED|ABORTING)$/;

/** Of each column that reports a state: whether the cell is one in which something is missing. */
const COLUMNS: Readonly<Record<string, (cell: string) => boolean>> = {
  STATUS: (cell) => STUCK.test(cell),
  STATE: (cell) => STUCK.test(cell),
  READY: (cell) => {
    const [ready, wanted] = cell.split('/').map(Number);
    return ready! < wanted!;
  },
  TARGETS: (cell) => cell.includes('<unknown>'),
  'EXTERNAL-IP': (cell) => cell === '<pending>',
  ENDPOINTS: (cell) => cell === '<none>' || cell === '',
  DATA: (cell) => cell === '0',
  PROGRAMMED: (cell) => /^(?:False|Unknown)/.test(cell),
  AVAILABLE: (cell) => /^(?:False|Unknown)/.test(cell),
  ADMITTED: (cell) => cell === '' || cell === 'False',
};

/** Pods that ended well are not ready either. */
const isOver = ({ STATUS = '' }: Row['cells']): boolean => /^(?:Completed|Succeeded)$/.test(STATUS);

/** A field of a description that reports the state of an object: `Status: Pending`, `state: SUSPENDED`. */
const FIELD = /^(?<key>(?!\s*last)[\w. ]*(?:status|state|phase)):\s+["']?(?<value>[A-Za-z]\w+)["']?$/i;

/** A longer line is no row and no field. */
const LONGEST = 400;

/**
 * What a text shows to be not ready, in tables, conditions and fields of kubectl and gcloud. It is for a text that gives
 * no reason: the state of an object is no cause.
 */
export function states(text: string): readonly State[] {
  const lines = text.split('\n').map((line) => (line.length > LONGEST ? '' : line));
  return [...rows(lines).flatMap(ofRow), ...conditions(lines), ...lines.flatMap((_, at) => ofField(lines, at))];
}

function ofRow(row: Row): readonly State[] {
  const object = objectOf(row);
  if (!object || isOver(row.cells)) return [];
  const column = Object.keys(COLUMNS).find((name) => name in row.cells && COLUMNS[name]!(row.cells[name]!));
  if (column === undefined) return [];
  const what = `the ${object.name} has ${column} ${row.cells[column] || '(empty)'}`;
  return [{ line: row.line, what, describe: object.describe }];
}

function ofField(lines: readonly string[], at: number): readonly State[] {
  const { key, value } = FIELD.exec(lines[at]!)?.groups ?? {};
  if (value === undefined || !STUCK.test(value)) return [];
  const why = saidBelow(lines.slice(at + 1, at + 3));
  return [{ line: lines[at]!.trim(), what: `${key!.trim()} is ${value}`, ...(why && { why }) }];
}

/** The reason and the message that a description has below a state. */
const saidBelow = (lines: readonly string[]): string =>
  lines.flatMap((line) => /^\s*(?:Reason|Message):\s+(?<said>\S.*)$/i.exec(line)?.groups?.said ?? []).join(': ');
