import type { KubeObject } from '../../object.ts';
import { parseDuration } from './duration.ts';
import { type RelabelingRule, relabeling } from './relabel.ts';
import type { TargetRules } from './targets.ts';

/** One of a PodMonitoring's `spec.endpoints`, ready to be scraped. */
export interface Endpoint {
  /** As the status names it: `PodMonitoring/NAMESPACE/NAME/PORT`. */
  readonly name: string;
  readonly port: number | string;
  readonly scheme: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** The most samples that a page may have; 0 for no limit. */
  readonly sampleLimit: number;
  /** The labels of a series, `__name__` among them, after the rules; undefined for one that they drop. */
  readonly relabel?: ReturnType<typeof relabeling>;
}

export interface ScrapeConfig {
  readonly endpoints: readonly Endpoint[];
  readonly targets: TargetRules;
}

interface EndpointSpec {
  readonly port?: number | string;
  readonly scheme?: string;
  readonly path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly interval?: string;
  readonly timeout?: string;
  readonly metricRelabeling?: readonly RelabelingRule[];
}

/** The CRD's default for `spec.targetLabels.metadata`. */
const DEFAULT_METADATA = ['container', 'pod', 'top_level_controller_name', 'top_level_controller_type'];
const METADATA = new Set([...DEFAULT_METADATA, 'node']);

/** The labels that identify where a series comes from. */
const PROTECTED = new Set(['__address__', 'cluster', 'instance', 'job', 'location', 'namespace', 'project_id']);

/**
 * A PodMonitoring as the operator turns it into scrape configurations (prometheus-engine, pod_config.go).
 * @throws with the operator's reason when it makes no sense.
 */
export function scrapeConfigOf({ metadata, spec }: KubeObject): ScrapeConfig {
  const key = `PodMonitoring/${metadata.namespace}/${metadata.name}`;
  const labels = spec.targetLabels?.metadata ?? DEFAULT_METADATA;
  const fromPod: { from: string; to?: string }[] = spec.targetLabels?.fromPod ?? [];
  for (const label of labels) {
    if (!METADATA.has(label)) {
      throw new Error(`metadata label "${label}" not allowed, must be one of [${[...METADATA].sort().join(' ')}]`);
    }
  }
  for (const { from, to = from } of fromPod) {
    // The operator adds pods' labels by relabeling rules.
    if (PROTECTED.has(to)) throw new Error(`cannot relabel with action "replace" onto protected label "${to}"`);
  }
  return {
    endpoints: (spec.endpoints as EndpointSpec[]).map((endpoint, index) => {
      try {
        return compile(endpoint, key, spec.limits?.samples ?? 0);
      } catch (error) {
        throw new Error(`invalid definition for endpoint with index ${index}: ${(error as Error).message}`);
      }
    }),
    targets: {
      job: metadata.name,
      metadata: labels,
      fromPod,
      filterRunning: spec.filterRunning ?? true,
    },
  };
}

function compile(spec: EndpointSpec, key: string, sampleLimit: number): Endpoint {
  const { port, scheme = 'http', path = '/metrics', params = {} } = spec;
  if (!port) throw new Error('port must be set');
  const interval = labelled('invalid scrape interval', () => parseDuration(spec.interval ?? ''));
  const timeout = labelled('invalid scrape timeout', () => (spec.timeout ? parseDuration(spec.timeout) : interval));
  if (timeout > interval) {
    throw new Error(`scrape timeout ${spec.timeout} must not be greater than scrape interval ${spec.interval}`);
  }
  const query = new URLSearchParams(
    Object.entries(params).flatMap(([name, values]) => values.map((value): [string, string] => [name, value])),
  );
  const relabel = spec.metricRelabeling && { relabel: relabeling(spec.metricRelabeling) };
  return { name: `${key}/${port}`, port, scheme, path, query, interval, timeout, sampleLimit, ...relabel };
}

function labelled<T>(label: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Error(`${label}: ${(error as Error).message}`);
  }
}
