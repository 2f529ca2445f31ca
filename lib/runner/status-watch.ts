import { Writable } from 'node:stream';
import { colours, formatEntry, plain } from '../log/format.ts';
import type { Step } from '../step/step.ts';
import { wallClock } from '../target/clock.ts';
import { EXIT } from './exit.ts';
import { secondsOf } from './flag-values.ts';
import { usage } from './flags.ts';
import { interruptible } from './interruption.ts';
import { thisCommand } from './invocation.ts';
import { asRunbookError, exitCodeOf } from './outcome.ts';
import { withSession } from './run.ts';
import type { Runbook } from './runbook.ts';
import { formatLinks, type StatusEntry, type Taken, takeStatus, tellTaken } from './status.ts';

/** The pause between two looks (real ms). */
const PAUSE = 5_000;

/** The shortest pause (s): a look makes some thirty requests. */
const SHORTEST = 1;

/** The pause of `--every 10s` in real ms. @throws RunbookError USAGE */
export function pauseOf(every: string | undefined): number {
  if (every === undefined) return PAUSE;
  const seconds = secondsOf('every', every);
  if (seconds >= SHORTEST) return seconds * 1000;
  throw usage(`--every ${every}: expected at least ${SHORTEST}s`);
}

/** Home, then clear what is below: a terminal is drawn again without flicker. */
const REDRAW = '\u001b[H\u001b[J';

/**
 * Show the status until Ctrl-C: on a terminal the whole page again and again, elsewhere one line per change.
 * @param every the pause between two looks, in real time: simulated time stands while nobody else uses the sandbox
 * @returns 130 after Ctrl-C, like every command of this project and like kubectl's --watch; 2 for an invalid configuration
 */
export async function watchStatus(steps: readonly Step[], runbook: Runbook, every?: string): Promise<number> {
  const pause = pauseOf(every);
  const { stdout } = process;
  const show = stdout.isTTY && process.env.TERM !== 'dumb' ? page(() => stdout.rows) : changes();
  const interruption = interruptible();
  try {
    while (!interruption.signal.aborted) {
      const look = await lookOnce(steps, runbook);
      if (interruption.signal.aborted) break;
      if (look.code === EXIT.usage) {
        process.stderr.write(look.text);
        return look.code;
      }
      stdout.write(show(look));
      await pauseOrResize(pause, interruption.signal);
    }
    return exitCodeOf(asRunbookError(interruption.signal.reason));
  } finally {
    interruption.dispose();
  }
}

/** A page that was fitted to another width is drawn again at once. */
async function pauseOrResize(pause: number, signal: AbortSignal): Promise<void> {
  const resized = new AbortController();
  const wake = (): void => resized.abort();
  process.stdout.once('resize', wake);
  await wallClock.sleep(pause, AbortSignal.any([signal, resized.signal])).catch(() => undefined);
  process.stdout.off('resize', wake);
}

interface Look {
  /** As `--status` prints it; an error, if the look failed. */
  readonly text: string;
  readonly code: number;
  readonly taken?: Taken;
  /** The target's time of the look (ms since the Unix epoch). */
  readonly now?: number;
}

/** A session per look: one that stays open would slow down the simulated time of a run next to it. */
async function lookOnce(steps: readonly Step[], runbook: Runbook): Promise<Look> {
  let text = '';
  const write = (chunk: Buffer, _: string, end: () => void): void => {
    text += chunk;
    end();
  };
  const { isTTY, columns } = process.stdout;
  const stream = Object.assign(new Writable({ write }), { isTTY, columns });
  const resume = (): string => thisCommand();
  let seen: Pick<Look, 'taken' | 'now'> = {};
  const options = { environment: process.env, stopTarget: false, watches: true, resume, stream, runbook };
  const code = await withSession(options, async (session) => {
    const taken = await takeStatus(steps, session, runbook);
    seen = { taken, now: session.target.clock.now() };
    tellTaken(taken, session);
  });
  return { text, code, ...seen };
}

type Show = (look: Look) => string;

/** The rows for the last line and the cursor. */
const RESERVED = 2;

/** A page of a terminal of this many rows: of a longer one, the beginning is left out, which is done first. */
export function page(rows: () => number): Show {
  const { dim } = process.env.NO_COLOR ? plain : colours;
  return ({ text }) => {
    const lines = text.trimEnd().split('\n');
    const most = Math.max(1, (rows() || Number.POSITIVE_INFINITY) - RESERVED);
    const left = lines.length - most + 1;
    const shown = lines.length <= most ? lines : [dim(`… ${left} lines above`), ...lines.slice(left)];
    return `${REDRAW}${shown.join('\n')}\n${dim('Ctrl-C ends this.')}\n`;
  };
}

/** The first look in full, then a line for each step that changed, with the target's time. */
export function changes(): Show {
  let last: { readonly failed?: string; readonly lines: ReadonlyMap<string, string> } | undefined;
  return ({ text, taken, now = 0 }) => {
    if (!taken) {
      const again = text === last?.failed;
      last = { failed: text, lines: last?.lines ?? new Map() };
      return again ? '' : text;
    }
    const lines = new Map([
      ...taken.lines.map((line) => [line.id, row(line)] as const),
      ...taken.taken.links.map((link) => [link.url, formatLinks([link]).join('')] as const),
    ]);
    const before = last?.lines;
    last = { lines };
    if (!before || before.size === 0) return text;
    const time = new Date(now).toISOString().slice(11, 19);
    return [...lines].map(([id, line]) => (before.get(id) === line ? '' : `${time} ${line}\n`)).join('');
  };
}

const row = (line: StatusEntry): string => formatEntry(line, plain);
