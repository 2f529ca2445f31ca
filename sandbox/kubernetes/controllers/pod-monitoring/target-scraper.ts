import type { ApiReply } from '../../../core/http.ts';
import type { MetricKind, Sample } from '../../../monitoring/monitoring.ts';
import type { PodRuntime } from '../../runtime.ts';
import type { Endpoint } from './endpoints.ts';
import { ExpositionReader, type Series } from './exposition.ts';
import type { Target } from './targets.ts';

/** How the last scrape of a target went. */
export interface Health {
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
  /** Simulated seconds. */
  readonly duration: number;
}

/** What stays the same of a series from scrape to scrape. */
type Prepared = Pick<Sample, 'name' | 'family' | 'kind' | 'labels'>;

/** A series that the relabeling rules drop. */
const DROPPED: Prepared = { name: '', family: '', kind: 'unknown', labels: {} };

/** As Prometheus 2.45 sends it, on which the collectors are built. */
const ACCEPT =
  'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

/** Fetches one target's page and makes samples of it, those about the scrape itself included. */
export class TargetScraper {
  readonly #target: Target;
  readonly #endpoint: Endpoint;
  readonly #url: string;
  readonly #reader = new ExpositionReader<Prepared>((series) => this.#prepare(series));
  health: Health = { health: 'unknown', lastError: '', duration: 0 };

  constructor(target: Target, endpoint: Endpoint) {
    this.#target = target;
    this.#endpoint = endpoint;
    const { scheme, path, query } = endpoint;
    const search = query.size > 0 ? `?${query}` : '';
    this.#url = `${scheme}://${target.pod.status.podIP}:${target.port}${path}${search}`;
  }

  /** Ask for the page. @throws when nothing listens there; a promise when the server does not answer at once. */
  fetch(runtime: PodRuntime): ApiReply | Promise<ApiReply> {
    const { pod, port } = this.#target;
    const { path, query, timeout } = this.#endpoint;
    const container = runtime.listener(pod.metadata.uid, port);
    if (!container?.request) {
      throw new Error(`Get "${this.#url}": dial tcp ${pod.status.podIP}:${port}: connect: connection refused`);
    }
    const headers = {
      host: `${pod.status.podIP}:${port}`,
      accept: ACCEPT,
      'user-agent': 'Prometheus/2.45.3',
      'x-prometheus-scrape-timeout-seconds': String(timeout / 1000),
    };
    return container.request(port, { method: 'GET', path, query, headers, body: Buffer.alloc(0) });
  }

  /** The samples of a page. @param time and duration in simulated ms */
  succeeded({ status = 200, body }: ApiReply, time: number, duration: number): readonly Sample[] {
    if (status !== 200) return this.failed(`server returned HTTP status ${status}`, time, duration);
    try {
      const { samples, added } = this.#reader.read(String(body ?? ''));
      const { sampleLimit } = this.#endpoint;
      if (sampleLimit > 0 && samples.length > sampleLimit) throw new Error('sample limit exceeded');
      this.health = { health: 'up', lastError: '', duration: duration / 1000 };
      const { resource: target } = this.#target;
      const kept = samples.filter(({ series }) => series !== DROPPED);
      return [
        ...kept.map(({ series: { name, family, kind, labels }, value }) => {
          return { name, family, kind, labels, target, value, time };
        }),
        ...this.#about({ up: 1, scraped: samples.length, kept: kept.length, added }, time, duration),
      ];
    } catch (error) {
      return this.failed((error as Error).message, time, duration);
    }
  }

  failed(message: string, time: number, duration: number): readonly Sample[] {
    this.health = { health: 'down', lastError: message, duration: duration / 1000 };
    return this.#about({ up: 0, scraped: 0, kept: 0, added: 0 }, time, duration);
  }

  timedOut(time: number): readonly Sample[] {
    const { timeout } = this.#endpoint;
    return this.failed(`Get "${this.#url}": context deadline exceeded`, time, timeout);
  }

  /** A series with the target's labels; its own labels of the same name become `exported_…`. */
  #prepare({ name, family, kind, labels: own }: Series): Prepared {
    const { resource, labels: added } = this.#target;
    const given: Readonly<Record<string, string>> = { ...resource, ...added };
    const labels: Record<string, string> = { ...added };
    for (const [label, value] of Object.entries(own)) {
      if (value !== '') labels[Object.hasOwn(given, label) ? `exported_${label}` : label] = value;
    }
    const { relabel } = this.#endpoint;
    if (!relabel) return { name, labels, family, kind };
    const after = relabel({ __name__: name, ...labels });
    if (!after?.__name__) return DROPPED;
    const { __name__: renamed, ...rest } = after;
    // The page says nothing of the type of a metric that has another name.
    return renamed === name
      ? { name, labels: rest, family, kind }
      : { name: renamed, labels: rest, family: renamed, kind: 'unknown' };
  }

  #about(
    { up, scraped, kept, added }: { up: number; scraped: number; kept: number; added: number },
    time: number,
    duration: number,
  ): Sample[] {
    const values: Readonly<Record<string, number>> = {
      up,
      scrape_duration_seconds: duration / 1000,
      scrape_samples_scraped: scraped,
      scrape_samples_post_metric_relabeling: kept,
      scrape_series_added: added,
    };
    const { resource: target, labels } = this.#target;
    const kind: MetricKind = 'gauge';
    return Object.entries(values).map(([name, value]) => ({ name, family: name, kind, labels, target, value, time }));
  }
}
