import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Clock } from '../../../sandbox/core/clock.ts';
import { loadDurations } from '../../../sandbox/core/data.ts';
import { Database } from '../../../sandbox/core/database.ts';
import { createGoogleServer } from '../../../sandbox/core/google-server.ts';
import type { World } from '../../../sandbox/core/world.ts';
import type { MetricKind, PrometheusTarget, Sample } from '../../../sandbox/monitoring/monitoring.ts';
import { createMonitoring } from '../../../sandbox/monitoring/service.ts';

export const TOKEN = 'test-token';
export const PROJECT = 'p';

/** 2026-01-01T00:00:00Z: when the rig's clock starts (ms). */
export const START = Date.UTC(2026, 0, 1);

/** A monitoring service on a clock that moves only when the test says so, behind the sandbox's own HTTP server. */
export async function startRig(options: { journal?: string; start?: number; durations?: Record<string, string> } = {}) {
  let real = 0;
  const clock = new Clock({ start: options.start ?? START, monotonic: () => real });
  const database = Database.open(options.journal);
  const world: World = {
    clock,
    database,
    seed: 1,
    token: TOKEN,
    addresses: { many: true, allocate: () => '127.0.0.1', release: () => {} },
    faults: { active: () => undefined },
    durations: loadDurations({ metricIngestion: '0s', newMetricVisible: '0s', ...options.durations }),
    log: () => {},
  };
  const monitoring = createMonitoring(world);
  const server = createGoogleServer(world, [{ prefixes: ['/monitoring', ''], routes: monitoring.routes }]);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const get = async (path: string, parameters: Record<string, string | string[]> = {}, init: RequestInit = {}) => {
    const query = new URLSearchParams(
      Object.entries(parameters).flatMap(([name, values]) =>
        [values].flat().map((value) => [name, value] as [string, string]),
      ),
    );
    const response = await fetch(`http://127.0.0.1:${port}${path}?${query}`, {
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, ...init.headers },
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests read the API's JSON field by field
    return { status: response.status, body: (await response.json()) as any };
  };
  return {
    world,
    monitoring,
    port,
    get,
    prometheus: (path: string, parameters: Record<string, string | string[]>, init?: RequestInit) =>
      get(`/v1/projects/${PROJECT}/location/global/prometheus/api/v1${path}`, parameters, init),
    /** Let simulated time pass. */
    pass(ms: number): void {
      real += ms;
      clock.advance();
    },
    async close(): Promise<void> {
      server.close();
      server.closeAllConnections();
      clock.stop();
      database.close();
    },
  };
}

export type Rig = Awaited<ReturnType<typeof startRig>>;

export const TARGET: PrometheusTarget = {
  project_id: PROJECT,
  location: 'us-east5',
  cluster: 'c',
  namespace: 'default',
  job: 'vllm-pod-monitoring',
  instance: 'vllm-tpu-1:8000',
};

/** A scraped line; the family is the name without a histogram's or a summary's suffix. */
export function sample(
  name: string,
  value: number,
  options: {
    kind?: MetricKind;
    labels?: Record<string, string>;
    target?: Partial<PrometheusTarget>;
    time?: number;
  } = {},
): Sample {
  const { kind = 'gauge', labels = { pod: 'vllm-tpu-1' }, time = START } = options;
  const family = kind === 'histogram' || kind === 'summary' ? name.replace(/_(bucket|sum|count)$/, '') : name;
  return { name, family, kind, labels, value, time, target: { ...TARGET, ...options.target } };
}
