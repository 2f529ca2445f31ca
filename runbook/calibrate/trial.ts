import type { Trial } from '../../lib/calibration/index.ts';
import { kubectl } from '../../lib/command/command.ts';
import { hpaActive } from '../../lib/kubernetes/autoscaler.ts';
import { watchReplicas } from '../../lib/kubernetes/replicas.ts';
import { startLoad } from '../../lib/load/index.ts';
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
  /** The longest time of a good request (s). */
  readonly longest: number;
}

/** Between two looks at the load (ms). */
const LOOK = 15_000;

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
  await toOneReplica(subject, session);
  await replaceHpa(manifest, subject, session);
  await waitFor(hpaActive({ name: HPA, namespace }), session);
  const replicas = watchReplicas({ hpa: HPA, deployment, namespace }, session);
  const pace = session.pace('wait');
  const from = clock.now();
  const load = startLoad({
    ...course.target,
    body: course.body,
    traffic: { kind: 'open', stages: course.stages },
    slo: { e2e: course.longest },
    clock,
    signal: session.signal,
  });
  try {
    const seconds = course.stages.reduce((sum, stage) => sum + stage.seconds, 0);
    for (let passed = 0; passed < seconds * 1000; passed = clock.now() - from) {
      const { inFlight } = load.snapshot();
      const progress = `${inFlight} requests in flight, ${replicas.ready.at(-1)?.[1] ?? 1} replicas ready`;
      const what = `the autoscaler ${name} has had the traffic`;
      session.log.write({ kind: 'waiting', what, progress, elapsed: passed, timeout: seconds * 1000 });
      await clock.sleep(LOOK, session.signal);
    }
    const to = clock.now();
    const { rate, goodput, seconds: measured, fromSchedule } = load.snapshot();
    const desired = [[from, 1] as const, ...replicas.desired];
    return {
      name,
      from,
      to,
      overloadedAt: from + course.stages.slice(0, course.calm).reduce((sum, one) => sum + one.seconds, 0) * 1000,
      desired,
      ready: [[from, 1] as const, ...replicas.ready],
      offered: rate.requested * measured,
      good: (goodput?.requests ?? 0) * measured,
      latency: fromSchedule && { p50: fromSchedule.p50, p99: fromSchedule.p99 },
    };
  } finally {
    await load.stop();
    pace.release();
    await replicas.stop();
  }
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
