import { setImmediate } from 'node:timers/promises';
import { Clock } from '../../../../sandbox/core/clock.ts';
import { loadDurations } from '../../../../sandbox/core/data.ts';
import { Database } from '../../../../sandbox/core/database.ts';
import type { ApiReply } from '../../../../sandbox/core/http.ts';
import { Random } from '../../../../sandbox/core/random.ts';
import type { World } from '../../../../sandbox/core/world.ts';
import { Policies } from '../../../../sandbox/iam/policies.ts';
import { loadRoles } from '../../../../sandbox/iam/roles.ts';
import { createAdapterWorkload } from '../../../../sandbox/kubernetes/adapter/workload.ts';
import type { CloudProvider } from '../../../../sandbox/kubernetes/cloud.ts';
import { type Controller, runController } from '../../../../sandbox/kubernetes/controllers/controller.ts';
import { EventLog } from '../../../../sandbox/kubernetes/controllers/events.ts';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import { STORED } from '../../../../sandbox/kubernetes/resources/types.ts';
import type { ContainerContext, PodRuntime, RunningContainer } from '../../../../sandbox/kubernetes/runtime.ts';
import { Store } from '../../../../sandbox/kubernetes/store/store.ts';
import { createMonitoring } from '../../../../sandbox/monitoring/service.ts';

export const START = Date.UTC(2026, 0, 1);
export const ADAPTER_MEMBER =
  'principal://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/p.svc.id.goog/subject/ns/custom-metrics/sa/custom-metrics-stackdriver-adapter';

/** Simulated ms per real ms: a step of 5 simulated seconds is 5 ms, which the clock does not take for lateness. */
const PACE = 1000;
const STEP = 5000;

/** The parts of a cluster that metrics pass through, on a clock that moves only when the test says so. */
export function openCluster(options: { addons?: readonly string[]; durations?: Record<string, string> } = {}) {
  let real = 0;
  const addons = new Set(options.addons ?? ['managedPrometheus', 'horizontalPodAutoscaling']);
  const clock = new Clock({ start: START, pace: PACE, monotonic: () => real });
  const logged: string[] = [];
  const faults = new Set<string>();
  const world: World = {
    clock,
    database: Database.open(),
    seed: 1,
    token: 'token',
    addresses: { many: true, allocate: () => '127.0.0.1', release: () => {} },
    faults: { active: (name) => (faults.has(name) ? { name, params: {} } : undefined) },
    durations: loadDurations({
      metricIngestion: '0s',
      newMetricVisible: '0s',
      iamPropagation: '0s',
      ...options.durations,
    }),
    log: (line) => logged.push(line),
  };
  const store = new Store(world, 'uid', STORED);
  const events = new EventLog({ clock, store });
  const monitoring = createMonitoring(world);
  const iam = new Policies(world, loadRoles());
  const containers = new Map<string, RunningContainer>();
  const runtime: PodRuntime = {
    logs: () => undefined,
    running: () => new Map(),
    listener: (uid, port) => {
      const container = containers.get(uid);
      return container?.listens(port) ? container : undefined;
    },
  };
  const cloud = {
    project: 'p',
    projectNumber: '123',
    location: 'us-east5',
    cluster: 'c',
    autopilot: false,
    addon: (name: string) => addons.has(name),
  } as CloudProvider;

  let adapter: RunningContainer | undefined;
  /** As the API server hands the metrics APIs on: 503 without a server that listens, 404 without an APIService. */
  const request = async (method: string, path: string): Promise<ApiReply> => {
    const url = new URL(path, 'http://cluster');
    const [, , group] = url.pathname.split('/');
    const known = store.list('apiservices').some(({ spec }) => spec.group === group);
    if (!known) return { status: 404, body: '404 page not found\n' };
    if (!adapter?.listens(443)) return { status: 503, body: 'service unavailable\n' };
    return adapter.request!(443, {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: {},
      body: Buffer.alloc(0),
    });
  };

  const plane = { world, store, cloud, monitoring, iam, runtime, events, request };
  const stops: (() => void)[] = [];
  return {
    ...plane,
    clock,
    faults,
    logged,
    run(...controllers: Controller[]): void {
      for (const controller of controllers) stops.push(runController(controller, { clock, store, log: world.log }));
    },
    /** Advances simulated time in steps of a few seconds, so that events in between happen. */
    async pass(seconds: number): Promise<void> {
      for (let left = seconds * 1000; left > 0; left -= STEP) {
        real += Math.min(STEP, left) / PACE;
        clock.advance();
        await setImmediate();
        clock.advance();
        await setImmediate();
      }
    },
    grantViewer(): void {
      iam.found('projects/p', [{ role: 'roles/monitoring.viewer', members: [ADAPTER_MEMBER] }]);
    },
    /** Annotates the adapter's service account with a Google one, for which it may not act. */
    annotateAccount(): void {
      store.create('serviceaccounts', {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: {
          namespace: 'custom-metrics',
          name: 'custom-metrics-stackdriver-adapter',
          annotations: { 'iam.gke.io/gcp-service-account': 'adapter@p.iam.gserviceaccount.com' },
        },
      });
    },
    registerAdapter(...versions: readonly (readonly [group: string, version: string, priority: number])[]): void {
      for (const [group, version, versionPriority] of versions) {
        store.create('apiservices', {
          apiVersion: 'apiregistration.k8s.io/v1',
          kind: 'APIService',
          metadata: { name: `${version}.${group}` },
          spec: { group, version, versionPriority, groupPriorityMinimum: 100 },
        });
      }
    },
    /** A run of the adapter's container, with its log and its end. */
    startAdapter(
      startedAt = clock.now(),
      flags = ['--use-new-resource-model=true', '--fallback-for-container-metrics=true'],
    ) {
      const log: string[] = [];
      const run = { log, exits: [] as number[], container: undefined as unknown as RunningContainer };
      run.container = createAdapterWorkload(plane).start({
        clock,
        random: Random.of(1, 'adapter'),
        pod: {
          metadata: { namespace: 'custom-metrics', name: 'adapter' },
          spec: { serviceAccountName: 'custom-metrics-stackdriver-adapter' },
        } as unknown as KubeObject,
        name: 'pod-custom-metrics-stackdriver-adapter',
        image: 'gcr.io/gke-release/custom-metrics-stackdriver-adapter:v0.16.9-gke.0',
        args: ['/adapter', ...flags],
        startedAt,
        log: (line) => log.push(line),
        exit: (code) => run.exits.push(code),
      } as Partial<ContainerContext> as ContainerContext);
      adapter = run.container;
      return run;
    },
    /** A pod of the Deployment `vllm-tpu`, which serves what `page` gives on port 8000. */
    createPod(name: string, page?: () => string | ApiReply | Promise<ApiReply>, change: object = {}): KubeObject {
      const pod = store.create('pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          namespace: 'default',
          name,
          labels: { app: 'vllm-tpu', 'pod-template-hash': '5d9c7b' },
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'vllm-tpu-5d9c7b', uid: 'rs', controller: true },
          ],
        },
        spec: { nodeName: 'node-1', containers: [{ name: 'vllm-tpu', ports: [{ containerPort: 8000 }] }] },
        status: { phase: 'Running', podIP: '127.0.1.1' },
        ...change,
      });
      if (page) {
        containers.set(pod.metadata.uid, {
          listens: (port) => port === 8000,
          request: () => {
            const reply = page();
            return typeof reply === 'string' ? { body: reply } : reply;
          },
          stop: () => {},
        });
      }
      return pod;
    },
    /** Puts a value of the gauge into Cloud Monitoring, as of now. */
    sample(pod: string, value: number, labels: Record<string, string> = {}): void {
      const name = 'vllm:num_requests_waiting';
      const place = { project_id: 'p', location: 'us-east5', cluster: 'c', namespace: 'default' };
      const target = { ...place, job: 'j', instance: `${pod}:8000` };
      const series = { name, family: name, kind: 'gauge', labels: { pod, ...labels }, target } as const;
      monitoring.ingest([{ ...series, value, time: clock.now() }]);
    },
    silence: (pod: KubeObject) => containers.delete(pod.metadata.uid),
    close(): void {
      for (const stop of stops) stop();
      clock.stop();
    },
  };
}

export type TestCluster = ReturnType<typeof openCluster>;

export const PAGE = (
  waiting: number,
): string => `# HELP vllm:num_requests_waiting Number of requests waiting to be processed.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="meta-llama/Llama-3.1-70B"} ${waiting}.0
# TYPE vllm:request_success counter
vllm:request_success_total{finished_reason="stop",engine="0"} 3.0
`;
