import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type KubernetesObject, list } from '../../lib/kubernetes/objects.ts';
import type { Session } from '../../lib/session/session.ts';
import { AUTOSCALING_METRICS } from '../metrics/queries.ts';
import { DEPLOYMENT, HPA } from '../tutorial/names.ts';
import { formatSelector } from './label-selector.ts';
import { customMetric, type Metric, metricsOf } from './metric.ts';
import { GROUP, type MetricsApi, metricsApiOf } from './metrics-api.ts';
import { type PageReader, pageReader } from './page.ts';
import { getRaw } from './raw.ts';

/** Everything between the pods and one metric of their autoscaler. */
export interface Subject {
  readonly namespace: string;
  readonly hpaName: string;
  /** Undefined when it does not exist. */
  readonly hpa: KubernetesObject | undefined;
  /** This runbook made the Deployment and the autoscaler, so its steps can fix them. */
  readonly own: boolean;
  readonly targetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
  /** Undefined when it does not exist. */
  readonly target: KubernetesObject | undefined;
  /** Selects the target's pods, as `kubectl -l` takes it. */
  readonly selector: string;
  readonly pods: readonly KubernetesObject[];
  /** PodMonitorings of all namespaces and ClusterPodMonitorings; undefined when the cluster does not know the type. */
  readonly monitorings: readonly KubernetesObject[] | undefined;
  readonly metric: Metric;
  /** Undefined when no APIService of the group is registered. */
  readonly api: MetricsApi | undefined;
  readonly page: PageReader;
}

/** What to examine: the autoscaler, by name or as the only one of its namespace. */
export interface Which {
  readonly namespace?: string | undefined;
  readonly hpa?: string | undefined;
}

const MONITORINGS = ['podmonitorings', 'clusterpodmonitorings'].map(
  (name) => `/apis/monitoring.googleapis.com/v1/${name}`,
);

/** One subject for each metric of the autoscaler. @throws RunbookError USAGE if the named autoscaler does not exist */
export async function subjectsOf(which: Which, session: Session): Promise<readonly Subject[]> {
  const { signal, config } = session;
  const namespace = which.namespace ?? config.NAMESPACE;
  const hpas = await list({ resource: 'hpa', namespace }, session, signal);
  const hpa = chosen(hpas, which.hpa);
  if (!hpa && (which.hpa ?? which.namespace) !== undefined) throw noSuch(which, namespace, hpas);
  const targetRef = hpa?.spec.scaleTargetRef ?? { apiVersion: 'apps/v1', kind: 'Deployment', name: DEPLOYMENT };
  const [target] = await list({ resource: resourceOf(targetRef), name: targetRef.name, namespace }, session, signal);
  const selector = selectorOf(target);
  const [pods, monitorings] = await Promise.all([
    selector === '' ? [] : list({ resource: 'pods', selector, namespace }, session, signal),
    monitoringsOf(namespace, session),
  ]);
  const metrics = hpa ? metricsOf(hpa) : [expected(session)];
  const shared = {
    namespace,
    hpaName: hpa?.metadata.name ?? HPA,
    hpa,
    own: namespace === config.NAMESPACE && targetRef.name === DEPLOYMENT && (hpa?.metadata.name ?? HPA) === HPA,
    targetRef,
    target,
    selector,
    pods,
    monitorings,
    page: pageReader(session, namespace),
  };
  const groups = [...new Set(metrics.map(({ type }) => GROUP[type]))];
  const apis = new Map(
    await Promise.all(groups.map(async (group) => [group, await metricsApiOf(group, session)] as const)),
  );
  return metrics.map((metric) => ({ ...shared, metric, api: apis.get(GROUP[metric.type]) }));
}

function chosen(hpas: readonly KubernetesObject[], name: string | undefined): KubernetesObject | undefined {
  const named = hpas.find(({ metadata }) => metadata.name === (name ?? HPA));
  return named ?? (name === undefined && hpas.length === 1 ? hpas[0] : undefined);
}

function noSuch({ hpa }: Which, namespace: string, hpas: readonly KubernetesObject[]): RunbookError {
  const names = hpas.map(({ metadata }) => metadata.name);
  const what =
    hpa === undefined
      ? `Namespace ${namespace} has ${names.length} HorizontalPodAutoscalers`
      : `HorizontalPodAutoscaler ${hpa} does not exist in namespace ${namespace}`;
  const remedy =
    names.length > 0
      ? `npm run doctor -- --namespace ${namespace} --hpa ${names[0]}`
      : 'To see all of them: kubectl get hpa --all-namespaces';
  return new RunbookError('USAGE', what, { remedy, evidence: names });
}

/** Without an autoscaler: the metric that this runbook would give it. */
function expected({ config }: Session): Metric {
  const name = AUTOSCALING_METRICS[config.HPA_METRIC][0];
  return { index: 0, type: 'Pods', name: customMetric(name), series: { name, kind: 'gauge' } };
}

function resourceOf({ apiVersion = '', kind }: Subject['targetRef']): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
  const short = group === '' || group === 'apps';
  return short ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}

/** Of a Deployment or StatefulSet; a custom resource tells it in its status, as the scale subresource does. */
function selectorOf(target: KubernetesObject | undefined): string {
  const { selector } = target?.spec ?? {};
  if (selector?.matchLabels || selector?.matchExpressions) return formatSelector(selector);
  const { hpaPodSelector, selector: told, labelSelector } = target?.status ?? {};
  return [hpaPodSelector, told, labelSelector].find((one) => typeof one === 'string') ?? '';
}

/** PodMonitorings of all namespaces and ClusterPodMonitorings; undefined when the cluster does not know the type. */
export async function monitoringsOf(namespace: string, session: Session): Promise<Subject['monitorings']> {
  type List = { items: readonly KubernetesObject[] };
  const answers = await Promise.all(MONITORINGS.map((path) => getRaw<List>(path, session)));
  const items = answers.flatMap(({ body }, index) =>
    (body?.items ?? []).map((item) => ({ ...item, kind: index === 0 ? 'PodMonitoring' : 'ClusterPodMonitoring' })),
  );
  const [{ refusal } = {}] = answers;
  if (!refusal) return items;
  if (refusal.kind === 'notFound') return undefined;
  // A person with rights in one namespace only.
  const own = await list({ resource: 'podmonitoring', namespace }, session, session.signal);
  return [...own.map((item) => ({ ...item, kind: 'PodMonitoring' })), ...items];
}
