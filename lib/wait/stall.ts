import { diagnose, type Finding, type Seen } from '../diagnosis/index.ts';
import type { LogEntry } from '../log/entry.ts';
import { duration, formatDuration } from './duration.ts';

/** How long a cause may last, by default. */
export const PATIENCE = '5m';
/** How long warnings may last that no known cause explains, and after how long a wait reports them. */
const UNKNOWN = { patience: duration('20m'), quiet: duration('5m') } as const;

/** What holds a wait up: a known cause, or warnings that no known cause explains. Times are ms of the target's clock. */
export interface Stall {
  readonly cause: Finding | undefined;
  readonly evidence: readonly Seen[];
  readonly since: number;
  /** How long the wait tolerates the stall. */
  readonly patience: number;
  /** How long the stall lasts before the wait reports it. */
  readonly quiet: number;
  readonly told: boolean;
}

/**
 * What holds a wait up; undefined when the evidence shows nothing. A possible cause is a symptom and holds nothing up.
 * @param last what held the wait up before: the same cause goes on
 */
export function stallOf(evidence: readonly Seen[], now: number, last: Stall | undefined): Stall | undefined {
  const cause = sureCause(evidence);
  if (!cause && !evidence.some(isUnexpected)) return undefined;
  // The message of a cause is rarer than the messages of what it causes.
  if (last && cause && last.cause?.cause.under?.includes(cause.code)) return last;
  const stall = { cause, evidence, since: now, told: false, ...timesOf(cause) };
  return last && last.cause?.code === cause?.code ? { ...stall, since: last.since, told: last.told } : stall;
}

function sureCause(evidence: readonly Seen[]): Finding | undefined {
  const cause = diagnose(evidence);
  return cause?.confidence === 'possible' ? undefined : cause;
}

const isUnexpected = ({ by, past, expected }: Seen): boolean => by === 'event' && !past && !expected;

function timesOf(cause: Finding | undefined): Pick<Stall, 'patience' | 'quiet'> {
  return cause ? { patience: duration(cause.patience ?? PATIENCE), quiet: 0 } : UNKNOWN;
}

/** The log entry that reports a stall. */
export function entryOf({ cause }: Stall, lasted: number): LogEntry {
  if (cause) return { kind: 'cause', code: cause.code, sentence: cause.sentence, remedy: cause.remedy };
  return { kind: 'warning', text: `No known cause explains the warnings of the last ${formatDuration(lasted)}.` };
}

/** The log entry for a reported cause that is over. */
export function overOf({ code, sentence }: Finding): LogEntry {
  return { kind: 'cause-over', code, sentence };
}
