import { runStep } from '../../lib/runner/runner.ts';
import { isMain } from '../../lib/runner/script.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Activity } from '../../lib/target/target.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { scrape } from '../../runbook/calibrate/scrape.ts';
import { serverAddress } from '../../runbook/model-server/exposure.ts';
import { modelServer, steps } from '../../runbook/steps.ts';
import { serverConfig, TUTORIAL } from '../../sandbox/simulate/server.ts';
import { simulate } from '../../sandbox/simulate/simulate.ts';
import { type Arrival, parseStages, poisson } from '../../sandbox/simulate/traffic.ts';
import { QUICK } from '../conformance/runbook/durations.ts';
import { place } from '../runbook/place.ts';
import { atMost, type Figure } from './figure.ts';
import { traced } from './traced.ts';

/*
 * npx tsx test/bench/agreement.ts [PACE]
 *   the same requests through the load generator on the sandbox, and in the simulation: how far the means are apart. PACE
 *   wait (default): time stands still while a process works, so the figures do not depend on the machine. command: real time
 */

/** Traffic of one replica, which saturates at some 16 requests a second. */
const CASES = [
  ['without a queue', '2m:10'],
  ['with a queue', '1m:8,1m:22,1m:4'],
] as const;
const LENGTHS = { input: 100, output: 300 };
/** Per cent. */
const GOAL = 10;

/** Means: s, and requests a second. */
interface Means {
  /** By the server's histogram: the client sees a token up to one step early or late. */
  readonly 'time to first token': number;
  readonly latency: number;
  readonly throughput: number;
}

export async function agreement(pace: Activity = 'wait'): Promise<Figure[]> {
  const at = await place({ durations: QUICK });
  try {
    const session = at.session();
    for (const one of steps.slice(0, steps.indexOf(modelServer) + 1)) await runStep(one, session);
    const figures: Figure[] = [];
    for (const [name, stages] of CASES) {
      const traffic = poisson(parseStages(stages), LENGTHS, 1);
      const [real, ours] = [await onSandbox(traffic, session, pace), simulated(traffic)];
      for (const what of Object.keys(ours) as (keyof Means)[]) {
        const apart = Math.abs(ours[what] / real[what] - 1) * 100;
        const { measured, ...figure } = atMost(`simulate: mean ${what} ${name}, against the sandbox`, apart, GOAL, '%');
        figures.push({ ...figure, measured: `${measured} (${ours[what].toFixed(3)}, ${real[what].toFixed(3)})` });
      }
    }
    return figures;
  } finally {
    await at.clear();
  }
}

async function onSandbox(traffic: readonly Arrival[], session: Session, activity: Activity): Promise<Means> {
  const address = await waitFor(serverAddress({ config: session.config }), session);
  const firstTokens = async (): Promise<readonly [sum: number, count: number]> => {
    const { samples } = await scrape(address, session);
    const value = (end: string): number => samples.value(`vllm:time_to_first_token_seconds_${end}`) ?? 0;
    return [value('sum'), value('count')];
  };
  const before = await firstTokens();
  const result = await traced(traffic, session, activity);
  if (result.completed < traffic.length) throw new Error(`The sandbox answered ${result.completed} requests only`);
  const after = await firstTokens();
  return {
    'time to first token': (after[0] - before[0]) / (after[1] - before[1]),
    latency: result.latency!.mean,
    throughput: result.completed / result.seconds,
  };
}

function simulated(traffic: readonly Arrival[]): Means {
  const config = serverConfig(TUTORIAL);
  const { answers } = simulate({ config, traffic, replicas: 1, coldStart: 0, ingestion: 0, seed: 0 });
  const mean = (of: (answer: (typeof answers)[number]) => number): number =>
    answers.reduce((sum, one) => sum + of(one), 0) / answers.length / 1000;
  const last = Math.max(...answers.map(({ at, latency }) => at + latency)) / 1000;
  return {
    'time to first token': mean(({ ttft }) => ttft),
    latency: mean(({ latency }) => latency),
    throughput: answers.length / last,
  };
}

if (isMain(import.meta)) {
  void agreement(process.argv[2] as Activity | undefined).then((figures) => {
    for (const { what, measured, goal } of figures) console.log(`${what}: ${measured} (${goal})`);
  });
}
