import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import type { Subject } from './chain.ts';
import { declaredPorts, type EndpointSpec, intervalOf, isQuotedNumber, notScraped, portsOf } from './endpoints.ts';
import { nameOnPage, placeOf, type Seen, samplesOn } from './exposure.ts';
import { ADAPTER_WINDOW } from './metrics-api.ts';
import { relabel } from './relabel.ts';
import { refusedConfig, targetStatus } from './target-status.ts';

/** What is wrong with one endpoint, and the change of the endpoint or of the PodMonitoring's spec that corrects it. */
export interface Fault {
  readonly code: string;
  readonly why: string;
  readonly certainty?: 'likely';
  readonly evidence?: readonly string[];
  /** Fields of the endpoint; null removes one. */
  readonly endpoint?: Readonly<Record<string, unknown>>;
  /** Fields of the spec. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** One endpoint with all that is known of it. */
export interface EndpointFacts {
  readonly subject: Subject;
  readonly monitoring: KubernetesObject;
  readonly endpoint: EndpointSpec;
  /** The pods that the selector matches. */
  readonly pods: readonly KubernetesObject[];
  /** What the endpoint shows in one ready pod. */
  readonly own: readonly Seen[];
  /** Where the metric is. */
  readonly right: Seen | undefined;
}

type Check = (facts: EndpointFacts) => Fault | undefined;

/** What the specs say, then what the port answers, then what happens to the samples, then what the operator says. */
const CHECKS: readonly Check[] = [
  config,
  phase,
  portName,
  scheme,
  answer,
  relabelling,
  limits,
  podLabel,
  interval,
  targets,
];

/** The first fault of an endpoint; undefined for one that is scraped and has the metric. */
export function faultOf(facts: EndpointFacts): Fault | undefined {
  for (const check of CHECKS) {
    const fault = check(facts);
    if (fault) return fault;
  }
  return undefined;
}

function config({ monitoring }: EndpointFacts): Fault | undefined {
  const refused = refusedConfig(monitoring);
  return refused === undefined ? undefined : { code: 'SCRAPE_CONFIG', why: `the operator rejects it: ${refused}` };
}

function phase({ pods, monitoring }: EndpointFacts): Fault | undefined {
  const reasons = pods.map((pod) => notScraped(pod, monitoring));
  if (reasons.some((reason) => reason === undefined)) return undefined;
  return {
    code: 'SCRAPE_POD_PHASE',
    why: `the collectors skip every selected pod: ${[...new Set(reasons)].join('; ')}`,
  };
}

function portName({ endpoint: { port }, pods, right }: EndpointFacts): Fault | undefined {
  if (typeof port === 'number' || pods.some((pod) => portsOf({ port }, pod).length > 0)) return undefined;
  if (isQuotedNumber(port)) {
    const why = `port "${port}" is a string, so it is a port name, and no container of the selected pods has a port with this name`;
    return { code: 'SCRAPE_PORT_QUOTED', why, endpoint: { port: Number(port) }, evidence: declared(pods) };
  }
  const why = `no container of the selected pods has a port named ${port}`;
  return { code: 'SCRAPE_PORT_NAME', why, ...to(right), evidence: declared(pods) };
}

function declared(pods: readonly KubernetesObject[]): readonly string[] {
  const ports = pods.slice(0, 1).flatMap((pod) => declaredPorts(pod));
  const lines = ports.map(
    ({ container, name, containerPort }) =>
      `container ${container}: port ${containerPort}, ${name ? `name ${name}` : 'no name'}`,
  );
  return lines.length > 0 ? lines : ['the pods declare no port'];
}

function scheme({ endpoint, own }: EndpointFacts): Fault | undefined {
  const plain = own.find(({ page }) => page.status !== undefined);
  if (endpoint.scheme !== 'https' || !plain) return undefined;
  return {
    code: 'SCRAPE_SCHEME',
    why: `scheme is https, but ${placeOf(plain)} answers plain HTTP`,
    endpoint: { scheme: null },
  };
}

function answer({ subject, endpoint, own, right }: EndpointFacts): Fault | undefined {
  const series = subject.metric.series!.name;
  if (!right || own.length === 0 || endpoint.scheme === 'https' || own.some((seen) => nameOnPage(subject, seen)))
    return undefined;
  const [seen] = own as [Seen];
  return { ...wrongAnswer(seen, series), ...to(right), evidence: [`the metric is at ${placeOf(right)}`] };
}

function wrongAnswer(seen: Seen, series: string): Fault {
  const at = placeOf(seen);
  const { status, problem } = seen.page;
  if (status === undefined) return { code: 'SCRAPE_PORT', why: `${at} does not answer (${problem})` };
  if (status === 401 || status === 403)
    return { code: 'SCRAPE_AUTH', why: `${at} answers HTTP ${status}: it requires authentication` };
  if (status !== 200) return { code: 'SCRAPE_PATH', why: `${at} answers HTTP ${status}` };
  return { code: 'SCRAPE_WRONG_PAGE', why: `the page at ${at} does not have ${series}` };
}

const to = (right: Seen | undefined): Pick<Fault, 'endpoint'> =>
  right ? { endpoint: { port: right.port, path: right.path, params: null } } : {};

function relabelling({ subject, monitoring, endpoint: { metricRelabeling }, right }: EndpointFacts): Fault | undefined {
  const series = subject.metric.series!.name;
  if (!metricRelabeling?.length || !right) return undefined;
  const source = nameOnPage(subject, right) ?? series;
  const samples = samplesOn(right, source);
  const after = (samples.length > 0 ? samples : [{ labels: {} }]).map(({ labels }) =>
    relabel({ ...labels, ...targetLabels(monitoring, right), __name__: source }, metricRelabeling),
  );
  const evidence = metricRelabeling.map((rule) => JSON.stringify(rule));
  const without = { evidence, endpoint: { metricRelabeling: null } };
  const kept = after.filter((labels) => labels?.__name__ === series);
  if (kept.length > 0) {
    if (subject.metric.type !== 'Pods' || kept.some((labels) => labels?.pod === right.pod)) return undefined;
    const why = 'metricRelabeling removes or changes the label pod, by which the adapter finds the samples of a pod';
    return { code: 'SCRAPE_RELABEL_POD', why, ...without };
  }
  const renamed = after.find((labels) => labels !== undefined)?.__name__;
  const [code, why] =
    renamed === undefined
      ? ['SCRAPE_RELABEL_DROPS', `metricRelabeling drops ${series}`]
      : ['SCRAPE_RELABEL_RENAMES', `metricRelabeling renames ${series} to ${renamed}`];
  return { code, why, ...without };
}

/** The labels of the target, which the rules see beside those of the page. */
function targetLabels({ metadata }: KubernetesObject, { pod, port }: Seen): Readonly<Record<string, string>> {
  return { pod, namespace: metadata.namespace ?? '', job: metadata.name, instance: `${pod}:${port}` };
}

function limits({ monitoring, own }: EndpointFacts): Fault | undefined {
  const most: number = monitoring.spec.limits?.samples ?? 0;
  const lines = Math.max(
    0,
    ...own.map(({ page }) => page.text.split('\n').filter((line) => /^[a-zA-Z_:]/.test(line)).length),
  );
  if (most === 0 || lines <= most) return undefined;
  const why = `limits.samples is ${most}, but the page has ${lines} samples: the collectors reject the whole page`;
  return { code: 'SCRAPE_LIMIT', why, spec: { limits: null } };
}

/** The adapter finds the samples of a pod by the label `pod`. */
function podLabel({ subject: { metric }, monitoring }: EndpointFacts): Fault | undefined {
  const metadata = monitoring.spec.targetLabels?.metadata as readonly string[] | undefined | null;
  if (metric.type !== 'Pods' || !metadata || metadata.includes('pod')) return undefined;
  const why = `targetLabels.metadata is [${metadata.join(', ')}] without pod, so the samples do not name their pod`;
  return { code: 'SCRAPE_NO_POD_LABEL', why, spec: { targetLabels: { metadata: [...metadata, 'pod'] } } };
}

function interval({ endpoint }: EndpointFacts): Fault | undefined {
  const ms = intervalOf(endpoint);
  if (ms === undefined || ms < ADAPTER_WINDOW) return undefined;
  const why = `the interval is ${endpoint.interval}, but the metrics adapter reads only the last 5 minutes`;
  return { code: 'SCRAPE_INTERVAL', why, certainty: 'likely', endpoint: { interval: '15s' } };
}

function targets({ monitoring, endpoint: { port } }: EndpointFacts): Fault | undefined {
  const status = targetStatus(monitoring, port);
  if (status.state === 'none')
    return {
      code: 'SCRAPE_NO_TARGETS',
      why: 'the collectors report no target; a new target appears within a minute',
      certainty: 'likely',
      evidence: [`status.endpointStatuses has no entry for port ${port}`],
    };
  if (status.state !== 'down') return undefined;
  const why = `all ${status.active} targets fail`;
  return { code: 'SCRAPE_TARGETS_DOWN', why, evidence: status.errors.slice(0, 3) };
}
