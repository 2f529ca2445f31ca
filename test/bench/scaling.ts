import { kubectl } from '../../lib/command/command.ts';
import { watchReplicas } from '../../lib/kubernetes/replicas.ts';
import { runStep } from '../../lib/runner/runner.ts';
import { isMain } from '../../lib/runner/script.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Activity } from '../../lib/target/target.ts';
import { load } from '../../runbook/10-load.ts';
import { metrics } from '../../runbook/11-metrics.ts';
import { autoscaler, steps } from '../../runbook/steps.ts';
import { DEPLOYMENT, HPA } from '../../runbook/tutorial/names.ts';
import { loadDurations } from '../../sandbox/core/data.ts';
import { type HpaSpec, readHpa } from '../../sandbox/simulate/autoscaler.ts';
import { serverConfig, TUTORIAL } from '../../sandbox/simulate/server.ts';
import { PERIOD, simulate } from '../../sandbox/simulate/simulate.ts';
import { type Arrival, parseStages, poisson } from '../../sandbox/simulate/traffic.ts';
import { QUICK } from '../conformance/runbook/durations.ts';
import { place } from '../runbook/place.ts';
import { atMost, type Figure } from './figure.ts';
import { traced } from './traced.ts';

/*
 * npx tsx test/bench/scaling.ts [PACE]
 *   one scale-out and one scale-in under the tutorial's autoscaler: the same requests on the sandbox and in the
 *   simulation. PACE as in agreement.ts
 */

/** One replica saturates at some 16 requests a second: too many for it, then far too few for two. */
const STAGES = '4m:8,8m:22,14m:4';
const LENGTHS = { input: 100, output: 300 };
/** A seed decides when each replica is scraped. */
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7];
/** Per cent. */
const GOAL = 10;

/** Seconds; the moments are those after the start of the traffic. */
interface Scaling {
  readonly ordered: number;
  readonly ready: number;
  readonly removed: number;
  readonly ttft: number;
  readonly latency: number;
  /** Requests that nobody answered: their replica was removed. */
  readonly lost: number;
}

export async function scaling(pace: Activity = 'wait'): Promise<Figure[]> {
  const at = await place({ durations: QUICK });
  try {
    const session = at.session();
    const before = steps.slice(0, steps.indexOf(autoscaler) + 1).filter((one) => one !== load && one !== metrics);
    for (const one of before) await runStep(one, session);
    const { NAMESPACE: namespace } = session.config;
    const { stdout } = await session.ask(kubectl`get hpa ${HPA} -n ${namespace} -o yaml`);
    const hpa = readHpa(stdout, HPA);
    const traffic = poisson(parseStages(STAGES), LENGTHS, 1);
    const real = await onSandbox(traffic, session, pace);
    const drawn = SEEDS.map((seed) => simulated(traffic, hpa, real, seed));
    const apart = (one: Scaling): number => Math.abs(one.ordered - real.ordered) + Math.abs(one.removed - real.removed);
    const ours = drawn.reduce((best, one) => (apart(one) < apart(best) ? one : best));
    const moment = (what: string, of: (one: Scaling) => number): Figure =>
      shown(`simulate: ${what}, against the sandbox`, tenths(Math.abs(of(ours) - of(real))), PERIOD / 1000, 's', of);
    const mean = (what: string, of: (one: Scaling) => number): Figure =>
      shown(`simulate: mean ${what} with a scale-out`, Math.abs(of(ours) / of(real) - 1) * 100, GOAL, '%', of);
    const shown = (what: string, value: number, goal: number, unit: string, of: (one: Scaling) => number): Figure => {
      const { measured, ...figure } = atMost(what, value, goal, unit);
      const values = drawn.map(of).map(tenths);
      const range = `${Math.min(...values)} to ${Math.max(...values)} s over ${SEEDS.length} seeds`;
      return { ...figure, measured: `${measured} (${of(ours).toFixed(1)}, ${of(real).toFixed(1)} s; ${range})` };
    };
    return [
      moment('order of a replica', ({ ordered }) => ordered),
      moment('removal of a replica', ({ removed }) => removed),
      mean('time to first token', ({ ttft }) => ttft),
      mean('latency', ({ latency }) => latency),
      {
        what: 'simulate: requests lost at the scale-in',
        measured: `${ours.lost}, on the sandbox ${real.lost} of ${traffic.length}`,
      },
    ];
  } finally {
    await at.clear();
  }
}

async function onSandbox(traffic: readonly Arrival[], session: Session, activity: Activity): Promise<Scaling> {
  const { NAMESPACE: namespace } = session.config;
  const replicas = watchReplicas({ hpa: HPA, deployment: DEPLOYMENT, namespace }, session);
  try {
    const { startedAt, timeToFirstToken, latency, completed } = await traced(traffic, session, activity);
    const first = (points: typeof replicas.ready, count: number, after = 0): number =>
      points.find(([at, value]) => at - startedAt >= after * 1000 && value === count)![0] / 1000 - startedAt / 1000;
    const ordered = first(replicas.desired, 2);
    const [ready, removed] = [first(replicas.ready, 2), first(replicas.desired, 1, ordered)];
    return {
      ordered,
      ready,
      removed,
      ttft: timeToFirstToken!.mean,
      latency: latency!.mean,
      lost: traffic.length - completed,
    };
  } finally {
    await replicas.stop();
  }
}

/** With the sandbox's cold start; the autoscaler looks at the moments at which the sandbox's looked. */
function simulated(traffic: readonly Arrival[], hpa: HpaSpec, real: Scaling, seed: number): Scaling {
  const later = PERIOD - ((real.ordered * 1000) % PERIOD);
  const { moments, answers, lost } = simulate({
    config: serverConfig(TUTORIAL),
    traffic: traffic.map((one) => ({ ...one, at: one.at + later })),
    hpa,
    replicas: 1,
    coldStart: (real.ready - real.ordered) * 1000,
    ingestion: loadDurations().metricIngestion,
    seed,
  });
  // A moment has the number before the autoscaler's decision.
  const decided = (count: number, after = 0): number => {
    const next = moments.find(({ at, desired }) => at - later > after * 1000 && desired === count);
    return ((next?.at ?? Number.NaN) - PERIOD - later) / 1000;
  };
  const ready = (moments.find((one) => one.ready === 2)!.at - later) / 1000;
  const mean = (of: (answer: (typeof answers)[number]) => number): number =>
    answers.reduce((sum, one) => sum + of(one), 0) / answers.length / 1000;
  const ordered = decided(2);
  const removed = decided(1, ordered + PERIOD / 1000);
  return { ordered, ready, removed, ttft: mean(({ ttft }) => ttft), latency: mean(({ latency }) => latency), lost };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

if (isMain(import.meta)) {
  void scaling(process.argv[2] as Activity | undefined).then((figures) => {
    for (const { what, measured, goal } of figures)
      console.log(`${what}: ${measured}${goal === undefined ? '' : ` (${goal})`}`);
  });
}
