import { type Breaks, breaks } from '../../lib/checks/hop.ts';
import { gcloud, kubectl } from '../../lib/command/command.ts';
import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Subject } from './chain.ts';
import { formatSelector, unmet } from './label-selector.ts';
import { patch, typed } from './remedy.ts';

const APPLY = 'npx tsx runbook/09-pod-monitoring.ts';

/** Why no PodMonitoring selects the pods. */
export function noMonitoring(session: Session, subject: Subject): Breaks {
  const { monitorings, namespace } = subject;
  if (monitorings === undefined) {
    const { CLUSTER_NAME, CONTROL_PLANE_LOCATION } = session.config;
    const enable = gcloud`container clusters update ${CLUSTER_NAME} --location=${CONTROL_PLANE_LOCATION} --enable-managed-prometheus`;
    const why = 'the cluster does not know PodMonitoring: managed collection of Managed Service for Prometheus is off';
    return breaks('MANAGED_PROMETHEUS_OFF', why, typed(session, enable));
  }
  const here = monitorings.filter(({ kind, metadata }) => kind !== 'PodMonitoring' || metadata.namespace === namespace);
  const elsewhere = monitorings.find((one) => !here.includes(one) && matching(one, subject).length > 0);
  if (here.length === 0 && elsewhere) {
    const { name, namespace: other } = elsewhere.metadata;
    const why = `PodMonitoring ${name} is in namespace ${other}, but a PodMonitoring selects pods of its own namespace only, and the pods are in ${namespace}`;
    return breaks('SCRAPE_NAMESPACE', why, create(session, subject));
  }
  if (here.length === 0) {
    const why = `namespace ${namespace} has no PodMonitoring, and no ClusterPodMonitoring selects the pods`;
    return breaks('SCRAPE_MISSING', why, create(session, subject));
  }
  return wrongSelector(session, subject, here);
}

const matching = ({ spec }: KubernetesObject, { pods }: Subject): readonly KubernetesObject[] =>
  pods.filter(({ metadata }) => unmet(spec.selector, metadata.labels).length === 0);

function wrongSelector(
  session: Session,
  { pods, target, namespace }: Subject,
  here: readonly KubernetesObject[],
): Breaks {
  const [pod] = pods;
  const labels = pod?.metadata.labels ?? {};
  const evidence = [
    ...here.map(({ kind, metadata, spec }) => {
      const missing = unmet(spec.selector, labels);
      return `${kind} ${metadata.name} selects ${formatSelector(spec.selector)}; not met: ${missing.join(', ')}`;
    }),
    `labels of pod ${pod?.metadata.name}: ${formatSelector({ matchLabels: labels })}`,
  ];
  const [first] = [...here].sort(
    (a, b) => unmet(a.spec.selector, labels).length - unmet(b.spec.selector, labels).length,
  );
  const { kind, metadata } = first!;
  const names = here.map((one) => `${one.kind} ${one.metadata.name}`).join(', ');
  const wanted = { matchLabels: null, matchExpressions: null, ...target?.spec.selector };
  const of = { resource: kind.toLowerCase(), name: metadata.name, namespace: metadata.namespace };
  return breaks(
    'SCRAPE_SELECTOR',
    `${names} ${here.length === 1 ? 'selects' : 'select'} none of the ${pods.length} pods in namespace ${namespace}`,
    patch(session, of, { spec: { selector: wanted } }),
    { evidence },
  );
}

/** A PodMonitoring for the pods, on one line. */
function create(session: Session, { own, namespace, target, pods }: Subject): string {
  if (own) return APPLY;
  const port = pods[0]?.spec.containers[0]?.ports?.[0]?.containerPort ?? 8000;
  const object = {
    apiVersion: 'monitoring.googleapis.com/v1',
    kind: 'PodMonitoring',
    metadata: { name: target?.metadata.name ?? 'model-server' },
    spec: { selector: target?.spec.selector ?? {}, endpoints: [{ port, path: '/metrics', interval: '15s' }] },
  };
  return typed(session, {
    ...kubectl`apply -n ${namespace} -f -`,
    input: { kind: 'text', text: JSON.stringify(object) },
  });
}
