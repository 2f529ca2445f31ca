import { Histogram } from '../engine/histogram.ts';
import { counter, histogram, type Labels, type Renderer, type Series, type Summary, summary } from './exposition.ts';

const FEW = [0.1, 0.5, 1];
const MANY = [0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30, 60];

/** Paths that vLLM keeps out of these metrics. */
const EXCLUDED: ReadonlySet<string> = new Set(['/metrics', '/health', '/load', '/ping', '/version', '/server_info']);

/** A map of series by their label values; a series is there from its first use on, as in prometheus_client. */
class Children<T> {
  readonly series: Series<T>[] = [];
  readonly #byKey = new Map<string, T>();
  readonly #create: () => T;

  constructor(create: () => T) {
    this.#create = create;
  }

  get(key: string, labels: () => Labels): T {
    let value = this.#byKey.get(key);
    if (value === undefined) {
      value = this.#create();
      this.#byKey.set(key, value);
      this.series.push({ labels: labels(), value });
    }
    return value;
  }
}

/** The http_ families of prometheus-fastapi-instrumentator. */
export class HttpMetrics {
  readonly #requests = new Children<{ n: number }>(() => ({ n: 0 }));
  readonly #requestSize = new Children<Summary>(() => ({ count: 0, sum: 0 }));
  readonly #responseSize = new Children<Summary>(() => ({ count: 0, sum: 0 }));
  readonly #duration = new Children<Histogram>(() => new Histogram(FEW));
  readonly #highResolution = new Histogram(MANY);
  readonly #createdAt: number;

  /** @param createdAt seconds since the epoch */
  constructor(createdAt: number) {
    this.#createdAt = createdAt;
  }

  /** @param handler the route's path, `none` for a path that no route has */
  observe(
    exchange: { readonly handler: string; readonly method: string; readonly status: number },
    measured: { readonly requestBytes: number; readonly responseBytes: number; readonly seconds: number },
  ): void {
    const { handler, method, status } = exchange;
    if (EXCLUDED.has(handler)) return;
    const group = `${Math.floor(status / 100)}xx`;
    this.#requests.get(`${handler} ${method} ${group}`, () => ({ handler, method, status: group })).n++;
    add(
      this.#requestSize.get(handler, () => ({ handler })),
      measured.requestBytes,
    );
    add(
      this.#responseSize.get(handler, () => ({ handler })),
      measured.responseBytes,
    );
    this.#duration.get(`${handler} ${method}`, () => ({ handler, method })).observe(measured.seconds);
    this.#highResolution.observe(measured.seconds);
  }

  render: Renderer = () => {
    const at = this.#createdAt;
    const requests = this.#requests.series.map(({ labels, value }) => ({ labels, value: () => value.n }));
    return (
      counter('http_requests', 'Total number of requests by method, status and handler.', requests, at)() +
      summary('http_request_size_bytes', sizeHelp('incoming requests'), this.#requestSize.series, at)() +
      summary('http_response_size_bytes', sizeHelp('outgoing responses'), this.#responseSize.series, at)() +
      histogram(
        'http_request_duration_highr_seconds',
        'Latency with many buckets but no API specific labels. Made for more accurate percentile calculations. ',
        [{ labels: {}, value: this.#highResolution }],
        at,
      )() +
      histogram(
        'http_request_duration_seconds',
        'Latency with only few buckets by handler. Made to be only used if aggregation by handler is important. ',
        this.#duration.series,
        at,
      )()
    );
  };
}

function add(sizes: Summary, bytes: number): void {
  sizes.count++;
  sizes.sum += bytes;
}

function sizeHelp(what: string): string {
  return `Content length of ${what} by handler. Only value of header is respected. Otherwise ignored. No percentile calculated. `;
}
