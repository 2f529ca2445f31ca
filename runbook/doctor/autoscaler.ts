import { type Breaks, breaks, type Finding, type Hop, passes } from '../../lib/checks/hop.ts';
import { kubectl } from '../../lib/command/command.ts';
import { type KubernetesObject, list } from '../../lib/kubernetes/objects.ts';
import { condition, isReady } from '../../lib/kubernetes/pods.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Subject } from './chain.ts';
import { GROUP } from './metrics-api.ts';
import { changeMetric, patch, typed } from './remedy.ts';
import { currentValue, holds, obstacle, targetText } from './scaling.ts';

const DEPLOY = 'npx tsx runbook/12-autoscaler.ts';

export const autoscaler: Hop<Subject> = {
  id: 'hpa',
  about: 'the autoscaler reads the metric and can scale',
  examine: async (session, subject) => {
    const { namespace, hpaName } = subject;
    const asked = [typed(session, kubectl`get hpa ${hpaName} -o yaml -n ${namespace}`)];
    const [hpa] = await list({ resource: 'hpa', name: hpaName, namespace }, session, session.signal);
    if (!hpa)
      return {
        ...breaks('HPA_MISSING', `HorizontalPodAutoscaler ${hpaName} does not exist in namespace ${namespace}`, DEPLOY),
        asked,
      };
    return { ...(await judged(session, subject, hpa)), asked };
  },
};

async function judged(session: Session, subject: Subject, hpa: KubernetesObject): Promise<Finding> {
  const { metric, namespace, hpaName, pods } = subject;
  const unable = await unread(session, subject, hpa);
  if (unable) return unable;
  const blocked = obstacle(hpa, metric);
  if (blocked) {
    const { code, why, change = {}, target } = blocked;
    const field = metric.target?.averageValue === undefined ? 'target/value' : 'target/averageValue';
    const of = { resource: 'hpa', name: hpaName, namespace };
    return breaks(
      code,
      why,
      target === undefined ? patch(session, of, change) : changeMetric(session, subject, field, target),
    );
  }
  const { currentReplicas = 0, desiredReplicas = 0 } = hpa.status ?? {};
  const value = `value ${currentValue(hpa, metric)}, target ${targetText(metric)}`;
  const waiting = pods.filter((pod) => !isReady(pod)).length;
  const notes = [
    ...holds(hpa, metric),
    ...othersUnread(hpa),
    ...(waiting > 0 ? [{ code: 'PODS_WAITING', text: `${waiting} of ${pods.length} pods are not ready` }] : []),
  ];
  return passes(`${value}; ${currentReplicas} replicas, ${desiredReplicas} desired`, { notes });
}

/** Why the autoscaler has not read the metric. */
async function unread(session: Session, subject: Subject, hpa: KubernetesObject): Promise<Breaks | undefined> {
  const { namespace, hpaName, metric } = subject;
  const again = `Wait 15 s. Then: npm run doctor -- --namespace ${namespace} --hpa ${hpaName}`;
  const able = condition(hpa, 'AbleToScale');
  const edit = typed(session, kubectl`edit hpa ${hpaName} -n ${namespace}`);
  if (able?.status === 'False')
    return breaks(able.reason === 'FailedGetScale' ? 'TARGET_MISSING' : 'HPA_CANNOT_SCALE', able.message ?? '', edit);
  const active = condition(hpa, 'ScalingActive');
  if (!active)
    return breaks('HPA_NOT_YET', 'the autoscaler has not read its metrics; it reads them every 15 s', again, {
      certainty: 'likely',
    });
  const known = REASONS[active.status === 'True' ? '' : (active.reason ?? '')];
  if (known) return known(session, subject, active);
  if (currentValue(hpa, metric) !== undefined) return undefined;
  if (active.status !== 'True' && hpa.spec.metrics?.length <= 1)
    return failed(session, subject, active.message ?? '', again);
  const event = await lastFailure(session, subject);
  return failed(session, subject, event ?? active.message ?? '', again);
}

type Explain = (session: Session, subject: Subject, active: NonNullable<ReturnType<typeof condition>>) => Breaks;

/** Reasons of ScalingActive=False that are not about a metric (k8s.io/kubernetes, pkg/controller/podautoscaler/horizontal.go). */
const REASONS: Readonly<Record<string, Explain>> = {
  ScalingDisabled: (session, { targetRef, namespace }, { message }) => {
    const resource = `${targetRef.kind.toLowerCase()}/${targetRef.name}`;
    return breaks(
      'NO_REPLICAS',
      message ?? '',
      typed(session, kubectl`scale ${resource} --replicas=1 -n ${namespace}`),
    );
  },
  AmbiguousSelector: (session, { namespace }, { message }) =>
    breaks(
      'HPA_AMBIGUOUS',
      message ?? '',
      `Delete all but one of them: ${typed(session, kubectl`get hpa -n ${namespace}`)}`,
    ),
  InvalidSelector: (session, { targetRef, namespace }, { message }) =>
    breaks(
      'HPA_SELECTOR',
      message ?? '',
      typed(session, kubectl`describe ${`${targetRef.kind.toLowerCase()}/${targetRef.name}`} -n ${namespace}`),
    ),
};

/** k8s.io/kubernetes, pkg/controller/podautoscaler/replica_calculator.go, calculatePodRequests. */
const NO_REQUEST = /missing request for (\S+) in container (\S+) of Pod/;
const FORBIDDEN = /is forbidden: User "system:serviceaccount:kube-system:horizontal-pod-autoscaler"/;

function failed(
  session: Session,
  { metric, namespace, hpaName, targetRef }: Subject,
  message: string,
  again: string,
): Breaks {
  if (FORBIDDEN.test(message)) {
    const role = GROUP[metric.type] === 'external.metrics.k8s.io' ? 'external-metrics-reader' : 'custom-metrics-reader';
    const bind = kubectl`create clusterrolebinding hpa-${role} --clusterrole=${role} --serviceaccount=kube-system:horizontal-pod-autoscaler`;
    const why = `the autoscaler's service account has no permission to read ${GROUP[metric.type]}`;
    return breaks('HPA_FORBIDDEN', why, typed(session, bind), { evidence: [message] });
  }
  const [, resource, container] = NO_REQUEST.exec(message) ?? [];
  if (resource !== undefined) {
    const of = [targetRef.kind.toLowerCase(), targetRef.name];
    const set = kubectl`set resources ${of} -c ${container ?? ''} --requests=${resource}=1 -n ${namespace}`;
    const why = `the target is a percentage of the ${resource} request, but container ${container} has no ${resource} request`;
    return breaks('HPA_NO_REQUEST', why, `Set the request, for example: ${typed(session, set)}`, {
      evidence: [message],
    });
  }
  const why = `the autoscaler has no value of ${metric.name}, although the metrics API answers`;
  const describe = typed(session, kubectl`describe hpa ${hpaName} -n ${namespace}`);
  return breaks('HPA_METRIC_FAILED', why, `${again}. If the error continues: ${describe}`, {
    evidence: message === '' ? [] : [message],
    certainty: 'likely',
  });
}

async function lastFailure(session: Session, { namespace, hpaName, metric }: Subject): Promise<string | undefined> {
  const events = await list({ resource: 'events', namespace }, session, session.signal);
  return events
    .filter(({ involvedObject, reason }) => involvedObject?.name === hpaName && /^FailedGet/.test(reason))
    .findLast(({ message }) => message.includes(metric.name))?.message;
}

/** A metric without a value keeps the autoscaler from scaling in. */
function othersUnread({ spec, status }: KubernetesObject) {
  const wanted: number = spec.metrics?.length ?? 1;
  const read = (status?.currentMetrics ?? []).filter(({ type }: { type?: string }) => type).length;
  const text = `${wanted - read} of ${wanted} metrics have no value; until all have one, the autoscaler does not scale in`;
  return wanted > read ? [{ code: 'HPA_OTHER_METRIC_FAILED', text }] : [];
}
