import type { Point } from '../../lib/chart/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Session } from '../../lib/session/session.ts';
import { costPerHour } from '../cost/prices.ts';
import type { Simulated, Summary } from '../simulate/result.ts';
import { simulated } from '../simulate/run.ts';
import { TUTORIAL_TARGET } from '../tutorial/names.ts';
import type { Calibration } from './calibrate.ts';

/** Two autoscalers over the same simulated day. */
export interface Day {
  /** Requests a second at the busiest hour. */
  readonly peak: number;
  /** What a replica does in the simulation, in requests a second. */
  readonly saturation: number;
  readonly courses: readonly Course[];
}

interface Course {
  readonly name: string;
  readonly summary: Summary;
  /** Hours, and ready replicas. */
  readonly ready: readonly Point[];
}

/** The quietest hour, as a share of the busiest one, and when that is: assumed. */
const NIGHT = 0.2;
const BUSIEST = 15;
/** The peak, as a share of what all replicas can do. */
const FULL = 0.85;
/** The most that the simulated server may differ from the measured one. */
const APART = 0.1;
/** Tokens of a prompt, which is a short sentence. */
const PROMPT = 14;

/** Stages of a day in even changes from hour to hour, for `npm run simulate`. @param peak requests a second */
export function dayStages(peak: number): string {
  const rate = (hour: number): number =>
    peak * (NIGHT + ((1 - NIGHT) * (1 + Math.cos((2 * Math.PI * (hour - BUSIEST)) / 24))) / 2);
  return Array.from({ length: 24 }, (_, hour) => `1h:${rate(hour).toFixed(3)}-${rate(hour + 1).toFixed(3)}`).join(',');
}

/**
 * A day under the tutorial's target and under the proposal, in the simulation: in real time it would take a day each.
 * @param firstToken the limit of a good request (s) @returns why not, where the simulation knows no such server
 */
export async function day(found: Calibration, firstToken: number, session: Session): Promise<Day | string> {
  const { subject, workload, proposal, folder, coldStart } = found;
  const { capacity, scaling } = proposal;
  const server = {
    model: workload.model,
    machine: session.config.MACHINE_TYPE,
    input: String(PROMPT),
    output: String(workload.outputTokens),
  };
  session.log.write({ kind: 'note', text: 'Simulating a day of traffic under both autoscalers.' });
  try {
    const { saturation, running } = await overloaded(server, capacity.saturation.value);
    const [measured, most] = [capacity.saturation.value, capacity.runningMax.value];
    if (apart(saturation, measured) > APART || apart(running, most) > APART)
      return `the simulated server answers ${saturation.toFixed(2)} requests/s, ${running} at a time, and ${subject.deployment} ${measured.toFixed(2)}, ${most} at a time`;
    const peak = found.peak ?? FULL * scaling.max.value * measured;
    const traffic = {
      ...server,
      stages: dayStages(peak),
      slo: `ttft=${Math.round(firstToken * 1000)}ms`,
      'cold-start': `${Math.round(coldStart)}s`,
      'max-replicas': String(scaling.max.value),
    };
    const runs = await Promise.all([
      simulated(traffic, () => undefined),
      simulated({ ...traffic, hpa: `${folder}/vllm-hpa.yaml` }, () => undefined),
    ]);
    const { tpuNode } = costPerHour(session.config);
    const courses = [`fixed ${TUTORIAL_TARGET}`, 'calibrated'].map((name, n) => courseOf(name, runs[n]![0]!, tpuNode));
    return { peak, saturation, courses };
  } catch (error) {
    if (error instanceof RunbookError && error.code === 'USAGE') return error.message;
    throw error;
  }
}

const apart = (one: number, other: number): number => Math.abs(one / other - 1);

/** @param perHour US dollars of a node at the prices of this configuration */
function courseOf(name: string, { summary, moments }: Simulated, perHour: number): Course {
  const changes = moments.filter(({ ready }, n) => n === 0 || ready !== moments[n - 1]!.ready);
  return {
    name,
    summary: { ...summary, dollars: summary.nodeHours * perHour },
    ready: [...changes, moments.at(-1)!].map(({ at, ready }): Point => [at / 3_600_000, ready]),
  };
}

/** Minutes of the overload, and until the server is full. */
const OVERLOAD = { minutes: 20, full: 8, times: 1.5 } as const;

/** What a simulated replica does when more requests arrive than it can answer. */
async function overloaded(server: Readonly<Record<string, string>>, expected: number) {
  const rate = OVERLOAD.times * expected;
  const [{ moments }] = (await simulated({ ...server, stages: `${OVERLOAD.minutes}m:${rate}` }, () => undefined)) as [
    Simulated,
  ];
  const [from, to] = [moments.find(({ at }) => at >= OVERLOAD.full * 60_000)!, moments.at(-1)!];
  const inside = (one: typeof to): number => one.waiting + one.running;
  return {
    // Those that arrive and do not stay were answered.
    saturation: rate - (inside(to) - inside(from)) / ((to.at - from.at) / 1000),
    running: Math.max(...moments.map(({ running }) => running)),
  };
}
