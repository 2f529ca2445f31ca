import { type Breaks, breaks } from '../../lib/checks/hop.ts';
import { kubectl } from '../../lib/command/command.ts';
import type { Refusal } from '../../lib/command/refusal.ts';
import { diagnose, linesOf, refused } from '../../lib/diagnosis/index.ts';
import { podEvidence } from '../../lib/kubernetes/evidence.ts';
import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { isReady } from '../../lib/kubernetes/pods.ts';
import type { Session } from '../../lib/session/session.ts';
import { adapterAccount, cannotActAs, tokenRefusals } from './adapter-identity.ts';
import { cannotRead, throttled } from './adapter-role.ts';
import { withFlag, wordsOf } from './arguments.ts';
import type { Subject } from './chain.ts';
import { customMetric } from './metric.ts';
import { GROUP, type MetricsApi } from './metrics-api.ts';
import { changeMetric, jsonPatch, typed } from './remedy.ts';

const INSTALL = 'npx tsx runbook/08-metrics-adapter.ts';
/** Google's own deployment of the adapter (k8s-stackdriver, custom-metrics-stackdriver-adapter/README.md). */
const UPSTREAM =
  'https://raw.githubusercontent.com/GoogleCloudPlatform/k8s-stackdriver/master/custom-metrics-stackdriver-adapter/deploy/production/adapter_new_resource_model.yaml';

const THROTTLED = /\b429\b|too many requests|rateLimitExceeded|RESOURCE_EXHAUSTED|[Qq]uota exceeded/;
const DENIED = /Permission monitoring\.\S+ denied|googleapi: Error 403|Unable to generate access token/;
/** The adapter says this for any failure to read the descriptor (translator/errors.go, NewNoSuchMetricError). */
const NO_DESCRIPTOR = /^the server could not find the (?:descriptor|metric)/;
/** The adapter's last words with --fallback-for-container-metrics=true and the legacy resource model (adapter.go, main). */
const OLD_MODEL = /Container metrics work only with new resource model/;
const NOT_IMPLEMENTED = /^Operation: "(.*)" is not implemented$/;
/** The API server's own refusal of the person who asks. */
const ASKER = /^\S+ is forbidden: User "([^"]*)" cannot /;

/** The adapter reads gke_container series with the legacy resource model; Managed Prometheus writes prometheus_target. */
export function usesLegacyModel({ program, args }: MetricsApi): boolean {
  return program === 'stackdriver' && !args.some((arg) => /^--use-new-resource-model(?:=true)?$/.test(arg));
}

/** Why the API refuses the question of the autoscaler. */
export async function adapterTrouble(session: Session, subject: Subject, refusal: Refusal): Promise<Breaks> {
  const { message } = refusal;
  const { api } = subject;
  const evidence = [message];
  const asker = ASKER.exec(message)?.[1];
  if (asker !== undefined) {
    const why = `your account (${asker}) has no permission to read the metrics API, so this hop is not checked`;
    return breaks('ADAPTER_NOT_ASKED', why, 'The next hop shows the value that the autoscaler reads.', {
      certainty: 'unknown',
      evidence,
    });
  }
  if (THROTTLED.test(message) || refusal.kind === 'throttled') return throttled(evidence);
  if (!api) return notInstalled(session, subject, evidence);
  if (api.service && !api.pods.some(isReady)) return down(session, subject, refusal);
  if (!api.available || refusal.kind === 'unavailable') {
    if (DENIED.test(message)) return cannotRead(session, subject, evidence);
    // An answer of Cloud Monitoring, so the adapter itself works.
    if (message.includes('googleapi: Error') && usesLegacyModel(api)) return legacy(session, subject, evidence);
    const said = api.available ? [] : [`APIService ${api.name}: ${api.message}`];
    const why = 'the metrics adapter is running but does not respond to the API server';
    return breaks('ADAPTER_DOWN', why, restart(session, api), { evidence: [...evidence, ...said] });
  }
  if (DENIED.test(message)) return cannotRead(session, subject, evidence);
  if (NOT_IMPLEMENTED.test(message)) return unsupported(session, subject, evidence);
  if (usesLegacyModel(api)) return legacy(session, subject, evidence);
  if (NO_DESCRIPTOR.test(message)) return noDescriptor(session, subject, evidence);
  const cause = diagnose(refused(refusal));
  return breaks(
    'ADAPTER_REFUSES',
    `the metrics API rejects the request: ${message}`,
    cause?.remedy ?? logs(session, api),
    {
      evidence,
    },
  );
}

/** The API answers without a value. */
export function withoutValue(session: Session, subject: Subject): Breaks {
  const { api, selector, namespace, metric } = subject;
  if (api && usesLegacyModel(api)) return legacy(session, subject, []);
  const what = metric.type === 'Pods' ? `the pods with ${selector}` : metric.name;
  return breaks(
    'ADAPTER_NO_VALUE',
    `${GROUP[metric.type]} answers without a value for ${what}`,
    `Check the labels of the pods: ${typed(session, kubectl`get pods --show-labels -n ${namespace}`)}`,
  );
}

function notInstalled(session: Session, { metric, own }: Subject, evidence: readonly string[]): Breaks {
  const group = GROUP[metric.type];
  const why = `no metrics adapter is installed: no APIService serves ${group}`;
  return breaks('ADAPTER_MISSING', why, own ? INSTALL : typed(session, kubectl`apply -f ${UPSTREAM}`), { evidence });
}

async function down(session: Session, subject: Subject, refusal: Refusal): Promise<Breaks> {
  const { api, own } = subject;
  const { namespace } = api!.service!;
  if (api!.pods.length === 0) {
    const why = `the metrics adapter has no pod: Service ${api!.service!.name} in namespace ${namespace} selects none`;
    return breaks(
      'ADAPTER_MISSING',
      why,
      own ? INSTALL : typed(session, kubectl`get deployments,services,pods -n ${namespace}`),
      { evidence: [refusal.message] },
    );
  }
  const seen = [
    ...refused(refusal),
    ...(await podEvidence({ resource: 'pods', namespace }, 'adapter log')(session, session.signal)),
  ];
  const lines = linesOf(seen);
  if (tokenRefusals(lines).length > 0) {
    const found = await cannotActAs(session, await adapterAccount(session, subject), lines);
    if (found) return found;
  }
  const evidence = lines.slice(0, 6);
  if (evidence.some((line) => OLD_MODEL.test(line))) return legacy(session, subject, evidence);
  if (evidence.some((line) => DENIED.test(line))) return cannotRead(session, subject, evidence);
  const why = `none of the metrics adapter's ${api!.pods.length} pods is ready`;
  return breaks('ADAPTER_DOWN', why, logs(session, api), { evidence });
}

function legacy(session: Session, { api }: Subject, evidence: readonly string[]): Breaks {
  const why =
    'the metrics adapter uses the legacy resource model (no --use-new-resource-model=true), which has no series of Managed Service for Prometheus';
  const [pod] = api!.pods;
  const told = [...evidence, `arguments of the adapter: ${api!.args.join(' ')}`];
  const of = { resource: 'deployment', name: deploymentOf(pod!), namespace: pod!.metadata.namespace };
  const change = withFlag(wordsOf(pod!.spec), '--use-new-resource-model', 'true');
  return breaks('ADAPTER_MODEL', why, jsonPatch(session, of, change), { evidence: told });
}

/** A ReplicaSet has the name of its Deployment and a hash. */
function deploymentOf({ metadata }: KubernetesObject): string {
  const hash = metadata.labels?.['pod-template-hash'];
  const at = hash === undefined ? -1 : metadata.name.indexOf(`-${hash}`);
  return at < 0 ? metadata.name : metadata.name.slice(0, at);
}

function unsupported(session: Session, { metric, hpaName, namespace }: Subject, evidence: readonly string[]): Breaks {
  const about = metric.object ? ` about a ${metric.object.kind}` : '';
  const why = `the metrics adapter does not support ${metric.type} metrics${about}`;
  const edit = typed(session, kubectl`edit hpa ${hpaName} -n ${namespace}`);
  return breaks('ADAPTER_UNSUPPORTED', why, `Use a metric of type Pods or External: ${edit}`, { evidence });
}

async function noDescriptor(session: Session, subject: Subject, evidence: readonly string[]): Promise<Breaks> {
  const { metric, hpaName, namespace, api } = subject;
  const edit = typed(session, kubectl`edit hpa ${hpaName} -n ${namespace}`);
  if (api!.program !== 'stackdriver') {
    const why = `${api!.service?.name} does not know ${metric.name}`;
    return breaks('METRIC_UNKNOWN', why, `Check its rules, or the name in the autoscaler: ${edit}`, { evidence });
  }
  if (metric.series && metric.series.kind === undefined) {
    const why = `the metrics adapter looks for custom.googleapis.com/${metric.name}: the name of a metric of Managed Service for Prometheus has the form prometheus.googleapis.com|NAME|KIND`;
    const right = customMetric(metric.series.name);
    return breaks('METRIC_NAME_FORM', why, changeMetric(session, subject, 'metric/name', right), { evidence });
  }
  if (metric.series) return cannotRead(session, subject, evidence);
  const why = `Cloud Monitoring has no metric ${metric.name.replaceAll('|', '/')}, or the adapter has no permission to read it`;
  return breaks('METRIC_UNKNOWN', why, `Check the name in the autoscaler: ${edit}`, { evidence, certainty: 'likely' });
}

function restart(session: Session, { service }: MetricsApi): string {
  return typed(session, kubectl`rollout restart deployment -n ${service?.namespace ?? 'custom-metrics'}`);
}

function logs(session: Session, api: MetricsApi | undefined): string {
  const namespace = api?.service?.namespace ?? 'custom-metrics';
  const pod = api?.pods[0]?.metadata.name;
  return pod === undefined
    ? typed(session, kubectl`get pods -n ${namespace}`)
    : typed(session, kubectl`logs ${pod} -n ${namespace} --tail=20`);
}
