import { kubectl } from '../../lib/command/command.ts';
import { podEvidence } from '../../lib/kubernetes/evidence.ts';
import { type KubernetesObject, kubernetes } from '../../lib/kubernetes/objects.ts';
import { isReady } from '../../lib/kubernetes/pods.ts';
import { MANAGER } from '../../lib/ownership/label.ts';
import type { Disposer } from '../../lib/session/disposer.ts';
import { type Session, shownLine } from '../../lib/session/session.ts';
import { type Condition, met, pending } from '../../lib/wait/condition.ts';
import { duration } from '../../lib/wait/duration.ts';
import { must } from './must.ts';
import type { Subject } from './subject.ts';

/** Keeps the autoscaler's own bounds while it is held, so that a killed run can be repaired by the next one. */
const HELD = `${MANAGER}/held`;

/** Real milliseconds to restore the bounds, also after Ctrl-C. */
const LIMIT = 25_000;

interface Bounds {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/**
 * Keep one replica: an autoscaler gets 1 as its minimum and maximum, a Deployment without one is scaled to 1.
 * @param opened restores what was before
 */
export async function holdAtOne(subject: Subject, session: Session, opened: Disposer): Promise<void> {
  const { hpa, namespace, deployment, replicas } = subject;
  const scale = (count: number) => kubectl`scale deployment/${deployment} --replicas=${count} -n ${namespace}`;
  if (hpa) {
    const { name, annotations } = hpa.metadata;
    const bounds: Bounds = annotations?.[HELD] ? JSON.parse(annotations[HELD]) : boundsOf(hpa);
    const restore = patch(name, namespace, bounds, null);
    opened.own(`Autoscaler ${name}`, () => must(restore, session, AbortSignal.timeout(LIMIT)));
    await must(patch(name, namespace, { minReplicas: 1, maxReplicas: 1 }, JSON.stringify(bounds)), session);
    session.log.write({
      kind: 'note',
      text: `Autoscaler ${name} keeps one replica during the ladder. If this run is killed, run it again, or: ${shownLine(session, restore)}`,
    });
  } else if (replicas !== 1) {
    opened.own(`Deployment ${deployment}`, () => must(scale(replicas), session, AbortSignal.timeout(LIMIT)));
    await must(scale(1), session);
  }
}

const boundsOf = ({ spec }: KubernetesObject): Bounds => ({
  minReplicas: spec.minReplicas ?? 1,
  maxReplicas: spec.maxReplicas,
});

function patch(name: string, namespace: string, bounds: Bounds, held: string | null) {
  const change = JSON.stringify({ metadata: { annotations: { [HELD]: held } }, spec: bounds });
  return kubectl`patch hpa ${name} -n ${namespace} --type=merge -p ${change}`;
}

/** Exactly one pod, which is ready. */
export function onePod({ selector, namespace, deployment }: Subject): Condition<KubernetesObject | undefined> {
  return kubernetes({
    what: `deployment/${deployment} has one ready pod and no other`,
    placeholder: undefined,
    timeout: duration('90m'),
    of: { resource: 'pods', selector, namespace },
    evidence: podEvidence({ resource: 'pods', selector, namespace }),
    judge: (pods) => {
      const [pod] = pods;
      if (pods.length !== 1 || !pod) return pending(`${pods.length} pods`);
      return isReady(pod) && !pod.metadata.deletionTimestamp
        ? met(pod)
        : pending(`pod ${pod.metadata.name} is not ready`);
    },
  });
}
