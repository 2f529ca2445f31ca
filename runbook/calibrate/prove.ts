import { figuresOf, type Outcome, outcomeOf, type Trial } from '../../lib/calibration/index.ts';
import { kubectl } from '../../lib/command/command.ts';
import { type KubernetesObject, list } from '../../lib/kubernetes/objects.ts';
import { completions } from '../../lib/load/model-server.ts';
import type { Stage } from '../../lib/load/traffic/traffic.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import type { Session } from '../../lib/session/session.ts';
import { rendered } from '../../lib/template/manifest.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { costPerHour } from '../cost/prices.ts';
import { serverAddress } from '../model-server/exposure.ts';
import { manifest } from '../tutorial/manifests.ts';
import { HPA, TUTORIAL_TARGET } from '../tutorial/names.ts';
import type { Calibration } from './calibrate.ts';
import type { Day } from './day.ts';
import { must } from './must.ts';
import { WAITING } from './scrape.ts';
import type { Subject } from './subject.ts';
import { type Course, replaceHpa, trial } from './trial.ts';
import { manifestOf } from './write.ts';

/** Real milliseconds to put the first autoscaler back. */
const LIMIT = 25_000;

/** Parts of saturation, in minutes: steady, overloaded while a replica comes, a spike, and calm again. */
const COURSE = [
  [0.7, 3],
  [0.9, 5],
  [1.1, 18],
  [1.6, 4],
  [0.7, 5],
] as const;
const CALM = 2;

/** A request with its prompt computed among others, over one that was measured on the ladder. */
const SPREAD = 1.1;

/** The proposed autoscaler and the tutorial's, each under the same traffic. */
export interface Proof {
  readonly trials: readonly Trial[];
  readonly outcomes: readonly Outcome[];
  /** The longest times of a good request (s). */
  readonly limits: Course['limits'];
  /** The same two autoscalers over a day, or why not; undefined before it was tried. */
  readonly day?: Day | string;
}

/** Ends with the autoscaler that was there before. */
export async function prove(found: Calibration, session: Session): Promise<Proof> {
  const { subject, proposal, workload } = found;
  const { config } = session;
  const stages = COURSE.map(([share, minutes]): Stage => {
    const rate = share * proposal.capacity.saturation.value;
    return { seconds: minutes * 60, rate, arrivals: 'poisson' };
  });
  const limits = limitsOf(found);
  const address = await waitFor(serverAddress({ config }), session);
  const course: Course = {
    target: completions(address, config),
    stages,
    calm: CALM,
    // Equal lengths, so that one limit fits all: arrivals at random cause no waves.
    body: (n) => story(`${n}`, workload.model, workload.outputTokens),
    probe: (n) => story(`0-${n}`, workload.model, 1),
    limits,
  };
  const parameters = { METRIC: WAITING, HPA_TARGET: TUTORIAL_TARGET, MAX_REPLICAS: proposal.scaling.max.value };
  const fixed = await rendered({ kind: 'manifest', verb: 'apply', manifest: manifest('vllm-hpa.yaml'), parameters });
  const held = new Disposer();
  const [before] = await list({ resource: 'hpa', name: HPA, namespace: subject.namespace }, session, session.signal);
  held.own(`Autoscaler ${HPA}`, () => restore(before, subject, session));
  try {
    const trials = [
      await trial(`fixed ${TUTORIAL_TARGET}`, fixed, subject, course, session),
      await trial('calibrated', manifestOf(found), subject, course, session),
    ];
    const { tpuNode } = costPerHour(config);
    const outcomes = trials.map((one) => outcomeOf(one, tpuNode));
    return { trials, outcomes, limits };
  } finally {
    for (const error of await held.dispose()) session.log.write({ kind: 'error', error });
  }
}

/** What a user accepts: of the first token, what was asked for, and of the whole answer, one without a queue. */
function limitsOf({ rungs, limits, waitBudget }: Calibration): Course['limits'] {
  const full = rungs.map(figuresOf).findLast(({ waiting }) => waiting < 1);
  return {
    firstToken: limits.ttft ?? (rungs[0]?.timeToFirstToken?.p50 ?? 0) + waitBudget,
    answer: (full?.latency ?? 0) * SPREAD + waitBudget,
  };
}

/** @param number comes first: the prefix cache compares from the beginning */
const story = (number: string, model: string, tokens: number): object => ({
  model,
  prompt: `${number}. Write a story about san francisco`,
  max_tokens: tokens,
  ignore_eos: true,
  temperature: 0,
});

async function restore(before: KubernetesObject | undefined, subject: Subject, session: Session): Promise<void> {
  const { namespace, deployment, replicas } = subject;
  const signal = AbortSignal.timeout(LIMIT);
  if (before) {
    const { name, labels, annotations } = before.metadata;
    const { apiVersion, kind, spec } = before;
    const object = { apiVersion, kind, metadata: { name, labels, annotations }, spec };
    await replaceHpa(JSON.stringify(object), subject, session, signal);
    return;
  }
  await must(kubectl`delete hpa ${HPA} -n ${namespace} --ignore-not-found`, session, signal);
  await must(kubectl`scale deployment/${deployment} --replicas=${replicas} -n ${namespace}`, session, signal);
}

/** The metrics adapter is installed, without which no autoscaler reads vLLM's metrics. */
export async function canProve({ own }: Subject, session: Session): Promise<boolean> {
  const name = 'v1beta1.custom.metrics.k8s.io';
  return own && (await list({ resource: 'apiservice', name }, session, session.signal)).length > 0;
}

/** US dollars of the whole proof at most: two courses, and a start and an end of a replica for each. */
export function priceOfProof(replicas: number, perHour: number): number {
  const minutes = COURSE.reduce((sum, [, each]) => sum + each, 0) + 30;
  return (2 * replicas * perHour * minutes) / 60;
}
