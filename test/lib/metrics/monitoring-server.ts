import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Clock } from '../../../sandbox/core/clock.ts';
import { loadDurations } from '../../../sandbox/core/data.ts';
import { Database } from '../../../sandbox/core/database.ts';
import { createGoogleServer } from '../../../sandbox/core/google-server.ts';
import type { World } from '../../../sandbox/core/world.ts';
import type { MetricKind, Monitoring } from '../../../sandbox/monitoring/monitoring.ts';
import { createMonitoring } from '../../../sandbox/monitoring/service.ts';

export const START = Date.UTC(2026, 0, 1, 12);

/** Only the sandbox's monitoring service, on a separate port, with a minute of samples of two pods. */
export async function startMonitoring() {
  const clock = new Clock({ start: START + 300_000 });
  const world: World = {
    clock,
    database: Database.open(),
    seed: 1,
    token: 'sandbox-token',
    addresses: { many: false, allocate: () => '127.0.0.1', release: () => undefined },
    faults: { active: () => undefined },
    durations: loadDurations({ metricIngestion: '0s', newMetricVisible: '0s' }),
    log: () => undefined,
  };
  const monitoring = createMonitoring(world);
  const server = createGoogleServer(world, [{ prefixes: ['/monitoring', ''], routes: monitoring.routes }]);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  for (let n = 0; n <= 4; n++) {
    write(monitoring, 'vllm:num_requests_waiting', 'gauge', 'a', START + n * 15_000, n * 100);
    write(monitoring, 'vllm:num_requests_waiting', 'gauge', 'b', START + n * 15_000, n);
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock,
    token: async () => world.token,
    close: async () => {
      server.closeAllConnections();
      server.close();
      clock.stop();
    },
  };
}

function write(monitoring: Monitoring, name: string, kind: MetricKind, pod: string, time: number, value: number): void {
  const target = {
    project_id: 'p',
    location: 'us-east5',
    cluster: 'c',
    namespace: 'vllm',
    job: 'vllm-pod-monitoring',
    instance: `${pod}:8000`,
  };
  monitoring.ingest([{ name, family: name, kind, labels: { pod, model_name: 'm' }, target, value, time }]);
}
