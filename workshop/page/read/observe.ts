import { SILENT } from '../../../lib/log/silent.ts';
import { asRunbookError } from '../../../lib/runner/outcome.ts';
import { readProgress } from '../../../lib/runner/progress.ts';
import { connect, readConfig } from '../../../lib/runner/run.ts';
import { Disposer } from '../../../lib/session/disposer.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Clock, wallClock } from '../../../lib/target/clock.ts';
import type { Target } from '../../../lib/target/target.ts';
import { billed } from '../../../runbook/cost/so-far.ts';
import type { Place } from '../world/world.ts';
import { observerOf } from './cluster-api.ts';
import { costOf, measure } from './figures.ts';
import { filling, type Note, repeat } from './note.ts';
import { NOTHING, type Seen } from './seen.ts';
import { watchCluster } from './watch-cluster.ts';

/** Where a page looks. */
export interface Outlook {
  readonly environment: NodeJS.ProcessEnv;
  /** The folder of progress.json. @default `.runbook` */
  readonly folder?: string | undefined;
}

/** How often to read what has no watch (real ms). */
const EVERY = { progress: 1_000, measure: 4_000, bill: 8_000, lost: 500 } as const;
/** The pause before another attempt to reach the target (real ms). */
const AGAIN = 3_000;

/** Read the target until the signal; reconnect when it goes away. Never throws. */
export async function observe(outlook: Outlook, note: Note, signal: AbortSignal): Promise<void> {
  const progress = repeat(EVERY.progress, signal, async () => {
    const read = await readProgress(outlook.folder);
    note((seen) => (seen.progress?.updatedAt === read?.updatedAt ? seen : { ...seen, progress: read }));
  });
  while (!signal.aborted) {
    const error = asRunbookError(await lookOnce(outlook, note, signal).catch((thrown: unknown) => thrown));
    if (signal.aborted) break;
    note((seen) => ({ ...NOTHING, ...kept(seen), link: lost(seen, error.message, error.remedy) }));
    await wallClock.sleep(AGAIN, signal).catch(() => undefined);
  }
  await progress;
}

/** What the page still shows of a target that has gone. */
const kept = ({ place, progress, desired, ready }: Seen) => ({ ...(place && { place }), progress, desired, ready });

function lost({ link }: Seen, problem: string, remedy: string | undefined): Seen['link'] {
  const since = link.state === 'lost' ? link.since : undefined;
  return { state: 'lost', problem, since: since ?? now(), ...(remedy !== undefined && { remedy }) };
}

const now = (): string => new Date(wallClock.now()).toISOString();

/** One connection, to its end. @throws the reason of the end */
async function lookOnce({ environment }: Outlook, note: Note, signal: AbortSignal): Promise<never> {
  const opened = new Disposer();
  const ended = new AbortController();
  const own = AbortSignal.any([signal, ended.signal]);
  const works: Promise<unknown>[] = [];
  try {
    const config = readConfig(environment, {}, NEEDS);
    const around = { watches: true, start: false, runbook: { around: observing } };
    const session = await connect(config, environment, SILENT, own, opened, around);
    const { clock } = session.target;
    const maximum = session.config.MAX_REPLICAS;
    note((seen) => ({ ...seen, link: { state: 'live' }, place: placeOf(session), clock, maximum, gaps: {} }));
    works.push(
      watchCluster(session, note, own),
      repeat(EVERY.lost, own, () => mustLive(session.target)),
      repeat(
        EVERY.measure,
        own,
        whileTimePasses(clock, () =>
          filling('measure', note, async () => {
            const measured = await measure(session, own);
            note((seen) => ({ ...seen, measured }));
          }),
        ),
      ),
      repeat(
        EVERY.bill,
        own,
        whileTimePasses(clock, () =>
          filling('bill', note, async () => {
            const bill = costOf(await billed(session), clock.now());
            note((seen) => ({ ...seen, bill }));
          }),
        ),
      ),
    );
    await Promise.race(works);
    throw signal.reason;
  } finally {
    ended.abort();
    await Promise.allSettled(works);
    await opened.dispose();
  }
}

/** Nothing is new while simulated time stands still. */
function whileTimePasses(clock: Clock, act: () => Promise<void>): () => Promise<void> {
  let last = Number.NaN;
  return async () => {
    const before = clock.now();
    if (before === last) return;
    await act();
    last = before;
  };
}

/** The variables without which there is nothing to look at. */
export const NEEDS = [
  'PROJECT_ID',
  'CONTROL_PLANE_LOCATION',
  'CLUSTER_NAME',
  'ZONE',
  'MACHINE_TYPE',
  'NAMESPACE',
] as const;

async function mustLive(target: Target): Promise<void> {
  const gone = target.lost();
  if (gone) throw gone;
}

function placeOf({ config, target }: Session): Place {
  const { PROJECT_ID, CLUSTER_NAME, CONTROL_PLANE_LOCATION, NAMESPACE, MODEL } = config;
  return {
    target: target.kind,
    project: PROJECT_ID,
    cluster: CLUSTER_NAME,
    location: CONTROL_PLANE_LOCATION,
    namespace: NAMESPACE,
    model: MODEL,
  };
}

/** On the sandbox, requests that do not let simulated time run. */
function observing(target: Target): Target {
  return {
    ...target,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      for (const [name, value] of Object.entries(observerOf(target))) headers.set(name, value);
      return target.fetch(input, { ...init, headers });
    },
  };
}
