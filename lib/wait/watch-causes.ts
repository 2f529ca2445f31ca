import { diagnose, type Finding, type Seen } from '../diagnosis/index.ts';
import type { Session } from '../session/session.ts';
import type { Clock } from '../target/clock.ts';
import type { Condition } from './condition.ts';
import { duration, formatDuration } from './duration.ts';

/** Pause between two looks for a cause: ms of the target's time and of real time, since a look runs a few commands. */
const EVERY = { target: 60_000, real: 2_000 } as const;
/** The shortest real pause before a look that news asks for. */
const SHORTEST = 250;
/** How long a cause may last, by default. */
export const PATIENCE = '5m';
/** How long warnings may last that no known cause explains; after `TELL` it is said. */
const UNKNOWN = { patience: duration('20m'), tell: duration('5m') } as const;

/** A cause, or warnings without known cause, that lasted longer than its patience. */
export interface Found {
  readonly cause: Finding | undefined;
  readonly evidence: readonly Seen[];
}

export interface Watching {
  /** The beginning of the wait: ignores what ended before. */
  readonly since?: number;
  /** Resolves when there is news, which is looked at without a pause. */
  readonly news?: () => Promise<void>;
  /** What the wait costs meanwhile, as a sentence. */
  readonly meanwhile?: string | undefined;
}

/**
 * Look regularly for the cause of a stalled wait, log each cause, and end with a cause that every look shows for as
 * long as its patience, or with warnings that no cause explains.
 * @throws the signal's reason
 */
export async function watchCauses(
  evidenceOf: NonNullable<Condition['evidence']>,
  session: Session,
  signal: AbortSignal,
  { since, news, meanwhile }: Watching = {},
): Promise<Found> {
  const {
    log,
    target: { clock },
  } = session;
  let last: Stall | undefined;
  for (;;) {
    // The last look comes exactly at the end of the patience.
    await pause(clock, last ? last.since + last.patience - clock.now() : Number.POSITIVE_INFINITY, signal, news);
    const pace = session.pace('command');
    // A failure to collect evidence must not end the wait.
    const evidence = await evidenceOf(session, signal, since)
      .catch(() => [])
      .finally(pace.release);
    signal.throwIfAborted();
    const looked = stallOf(evidence, clock.now());
    // A cause stays while only what it explains is to be seen: its own message comes seldom.
    const now = looked && last?.cause?.cause.under?.includes(looked.code) ? { ...last, since: clock.now() } : looked;
    if (now === undefined) {
      last = undefined;
      continue;
    }
    const same = last?.code === now.code;
    const stall: Stall = same ? { ...now, since: last!.since, told: last!.told } : now;
    const lasted = clock.now() - stall.since;
    if (same && lasted >= stall.patience) return { cause: stall.cause, evidence: stall.evidence };
    if (!stall.told && (stall.cause || lasted >= UNKNOWN.tell)) {
      log.write(
        stall.cause
          ? { kind: 'cause', code: stall.code, sentence: stall.cause.sentence, remedy: stall.cause.remedy }
          : {
              kind: 'warning',
              text: `No known cause explains these warnings, which have lasted ${formatDuration(lasted)}.`,
            },
      );
      if (meanwhile) log.write({ kind: 'note', text: meanwhile });
      stall.told = true;
    }
    last = stall;
  }
}

/** A server that still loads fails its probes. */
const EXPECTED = /(?:Readiness|Startup) probe failed/;

/** What holds the wait up, since when. */
interface Stall {
  readonly code: string;
  readonly cause: Finding | undefined;
  readonly evidence: readonly Seen[];
  readonly patience: number;
  readonly since: number;
  told: boolean;
}

/** A possible cause is a symptom, which does not end a wait. */
function stallOf(evidence: readonly Seen[], now: number): Stall | undefined {
  const cause = diagnose(evidence);
  if (cause && cause.confidence !== 'possible')
    return {
      code: cause.code,
      cause,
      evidence,
      patience: duration(cause.patience ?? PATIENCE),
      since: now,
      told: false,
    };
  if (!evidence.some(({ by, line, past }) => by === 'event' && !past && !EXPECTED.test(line))) return undefined;
  return { code: 'UNKNOWN', cause: undefined, evidence, patience: UNKNOWN.patience, since: now, told: false };
}

/** Pause until the next look, or until news. @param longest ms of the target's time */
async function pause(clock: Clock, longest: number, signal: AbortSignal, news?: () => Promise<void>): Promise<void> {
  const ended = new AbortController();
  const within = AbortSignal.any([signal, ended.signal]);
  const regular = regularPause(clock, longest, within);
  if (!news) return regular;
  regular.catch(() => undefined);
  const early = news().then(() => clock.sleep(SHORTEST * clock.pace, within));
  early.catch(() => undefined);
  await Promise.race([regular, early]).finally(() => ended.abort());
}

async function regularPause(clock: Clock, longest: number, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  await clock.sleep(Math.max(0, Math.min(EVERY.target, longest)), signal);
  if (performance.now() - started >= EVERY.real || longest <= EVERY.target) return;
  await clock.sleep(Math.min(EVERY.real * clock.pace, longest - EVERY.target), signal);
}
