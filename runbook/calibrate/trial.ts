import type { Kept, Trial } from '../../lib/calibration/index.ts';
import { kubectl } from '../../lib/command/command.ts';
import { hpaActive } from '../../lib/kubernetes/autoscaler.ts';
import { watchReplicas } from '../../lib/kubernetes/replicas.ts';
import { type Load, type Snapshot, startLoad } from '../../lib/load/index.ts';
import type { Stage } from '../../lib/load/traffic/traffic.ts';
import type { Session } from '../../lib/session/session.ts';
import { type Condition, met, pending } from '../../lib/wait/condition.ts';
import { duration } from '../../lib/wait/duration.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { tpuMachines } from '../cluster/machines.ts';
import { HPA } from '../tutorial/names.ts';
import { onePod } from './hold.ts';
import { must } from './must.ts';
import type { Subject } from './subject.ts';

/** The traffic of a trial, and what counts as good. */
export interface Course {
  readonly target: { readonly url: string; readonly apiKey?: { reveal(): string } };
  readonly stages: readonly Stage[];
  /** Stages before the first overload. */
  readonly calm: number;
  readonly body: (n: number) => object;
  /** A request of one token: its answer is its first token, and it waits as all others do. */
  readonly probe: (n: number) => object;
  /** The longest time of a good request (s). */
  readonly limits: { readonly firstToken: number; readonly answer: number };
}

/** Between two looks at the load (ms). */
const LOOK = 15_000;
/** Probes, as a share of the requests: few enough to change nothing, and at random, so that they see what requests see. */
const PROBES = 0.1;

/** Run one autoscaler under the traffic, from one replica on one node. @param manifest its text */
export async function trial(
  name: string,
  manifest: string,
  subject: Subject,
  course: Course,
  session: Session,
): Promise<Trial> {
  const { namespace, deployment } = subject;
  const { clock } = session.target;
  const { stages, limits } = course;
  await toOneReplica(subject, session);
  await replaceHpa(manifest, subject, session);
  await waitFor(hpaActive({ name: HPA, namespace }), session);
  const replicas = watchReplicas({ hpa: HPA, deployment, namespace }, session);
  const pace = session.pace('wait');
  const from = clock.now();
  const shared = { ...course.target, clock, signal: session.signal };
  const probing = stages.map((stage) => ({ ...stage, rate: stage.rate * PROBES }));
  const load = startLoad({
    ...shared,
    body: course.body,
    traffic: { kind: 'open', stages },
    slo: { e2e: limits.answer },
  });
  const probes = startLoad({
    ...shared,
    body: course.probe,
    traffic: { kind: 'open', stages: probing },
    slo: { e2e: limits.firstToken },
    seed: 1,
    // A connection of its own for each, as most requests have on their way to a replica.
    requestsPerConnection: 1,
  });
  const until = async (end: number): Promise<void> => {
    for (let now = clock.now(); now < end; now = clock.now()) {
      const { inFlight } = load.snapshot();
      const progress = `${inFlight} requests in flight, ${replicas.ready.at(-1)?.[1] ?? 1} replicas ready`;
      const what = `the autoscaler ${name} has had the traffic`;
      session.log.write({ kind: 'waiting', what, progress, elapsed: now - from, timeout: end - from });
      await clock.sleep(Math.min(LOOK, end - now), session.signal);
    }
  };
  const after = (some: readonly Stage[]): number => from + some.reduce((sum, { seconds }) => sum + seconds, 0) * 1000;
  try {
    const to = after(stages);
    await until(to);
    const [desired, ready] = [[...replicas.desired], [...replicas.ready]];
    // The last requests have their whole time to be answered, too.
    await until(to + limits.answer * 1000);
    return {
      name,
      from,
      to,
      overloadedAt: after(stages.slice(0, course.calm)),
      desired: [[from, 1], ...desired],
      ready: [[from, 1], ...ready],
      answers: keptOf(load),
      firstTokens: keptOf(probes),
    };
  } finally {
    await Promise.all([load.stop(), probes.stop()]);
    pace.release();
    await replicas.stop();
  }
}

function keptOf(load: Load): Kept {
  const { rate, goodput, seconds, fromSchedule }: Snapshot = load.snapshot();
  return {
    offered: Math.round(rate.requested * seconds),
    good: Math.round((goodput?.requests ?? 0) * seconds),
    time: fromSchedule && { p50: fromSchedule.p50, p99: fromSchedule.p99 },
  };
}

/** Without an autoscaler, with one pod and one node: a node that is left over would make the next start faster. */
async function toOneReplica(subject: Subject, session: Session): Promise<void> {
  const { namespace, deployment } = subject;
  await must(kubectl`delete hpa ${HPA} -n ${namespace} --ignore-not-found`, session);
  await must(kubectl`scale deployment/${deployment} --replicas=1 -n ${namespace}`, session);
  await waitFor(onePod(subject), session);
  await waitFor(oneNode, session);
}

const oneNode: Condition<boolean> = {
  what: 'the cluster has one TPU node',
  placeholder: true,
  timeout: duration('40m'),
  look: async (session) => {
    const { length } = await tpuMachines(session);
    return length <= 1 ? met(true) : pending(`${length} TPU nodes`);
  },
};

/** Put an autoscaler in place of the one that is there. */
export async function replaceHpa(manifest: string, { namespace }: Subject, session: Session, signal?: AbortSignal) {
  await must(kubectl`delete hpa ${HPA} -n ${namespace} --ignore-not-found`, session, signal);
  const input = { kind: 'text', text: manifest } as const;
  await must({ ...kubectl`create -f - -n ${namespace}`, input }, session, signal);
}
