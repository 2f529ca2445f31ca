import { type LadderPlan, nextConcurrency, type Rung } from '../../lib/calibration/index.ts';
import { type Load, startLoad } from '../../lib/load/index.ts';
import type { Session } from '../../lib/session/session.ts';
import { measured, type Totals, totalsOf } from './measure.ts';
import { type Scrape, scrape } from './scrape.ts';
import { bodies, type Workload } from './workload.ts';

/** Where the ladder sends its requests, and what it keeps. */
export interface Climb {
  readonly address: string;
  readonly target: { readonly url: string; readonly apiKey?: { reveal(): string } };
  readonly workload: Workload;
  readonly plan: LadderPlan;
  /** The rungs of an interrupted run. */
  readonly known: readonly Rung[];
  /** Called after each rung, to keep it; it may throw to end the ladder. */
  done(rung: Rung): Promise<void>;
}

/** Shares of a rung in latencies: requests that a shorter queue let in leave first. */
const SETTLE = 2;
/** A first guess of a latency (s), before anything is measured, by tokens. */
const GUESS_PER_TOKEN = 0.03;

/**
 * Climb: the loops of each rung are added to those that run, so that no rung begins with an empty server.
 * @returns all rungs, in ascending order
 */
export async function climb(of: Climb, session: Session): Promise<readonly Rung[]> {
  const loads: Load[] = [];
  const rungs = [...of.known];
  // Simulated time stands still until this process has reacted, so a busy machine makes the ladder slow, not wrong.
  const pace = session.pace('wait');
  let latency = GUESS_PER_TOKEN * of.workload.outputTokens;
  const look = async (): Promise<[Scrape, Totals]> => [await scrape(of.address, session), totalsOf(loads)];
  try {
    let running = 0;
    for (let next = nextConcurrency(rungs, of.plan); next !== undefined; next = nextConcurrency(rungs, of.plan)) {
      const added = next - running;
      loads.push(
        startLoad({
          ...of.target,
          body: bodies(of.workload, next),
          concurrency: added,
          // Starts are spread over a latency: loops that begin together stay together.
          rampUp: latency * 1000,
          clock: session.target.clock,
          signal: session.signal,
        }),
      );
      running = next;
      const what = `${next} requests in flight`;
      await settle(latency * SETTLE, what, session);
      const rung = await measured(next, look, session);
      latency = meanLatency(rung) ?? latency;
      rungs.push(rung);
      await of.done(rung);
    }
    return rungs;
  } finally {
    pace.release();
    await Promise.all(loads.map((load) => load.stop()));
  }
}

async function settle(seconds: number, what: string, { log, target, signal }: Session): Promise<void> {
  log.write({
    kind: 'waiting',
    what: `${what} have settled`,
    progress: 'settling',
    elapsed: 0,
    timeout: seconds * 1000,
  });
  await target.clock.sleep(seconds * 1000, signal);
}

function meanLatency({ batches }: Rung): number | undefined {
  const completed = batches.reduce((sum, one) => sum + one.completed, 0);
  return completed > 0 ? batches.reduce((sum, one) => sum + one.latency, 0) / completed : undefined;
}
