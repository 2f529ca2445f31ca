import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { Clock } from '../../../sandbox/core/clock.ts';
import { loadDurations } from '../../../sandbox/core/data.ts';
import { Database } from '../../../sandbox/core/database.ts';
import type { ActiveFault } from '../../../sandbox/core/faults.ts';
import { LoopbackAddresses } from '../../../sandbox/core/loopback.ts';
import type { World } from '../../../sandbox/core/world.ts';
import { startControllers } from '../../../sandbox/kubernetes/controllers/index.ts';
import type { KubeObject, NewObject } from '../../../sandbox/kubernetes/object.ts';
import { STORED } from '../../../sandbox/kubernetes/resources/types.ts';
import type { PodRuntime } from '../../../sandbox/kubernetes/runtime.ts';
import { Store } from '../../../sandbox/kubernetes/store/store.ts';
import { Machines } from './machines.ts';

export const START = Date.UTC(2026, 10, 22, 12);
export const SECOND = 1000;
export const MINUTE = 60_000;

/** So fast that no leap of a test looks to the clock as if the process had been held up. */
const SPEED = 1_000_000;

export interface RigOptions {
  readonly autopilot?: boolean;
  readonly durations?: Readonly<Record<string, string>>;
  readonly version?: string;
  /** Go on with what another rig has left here. */
  readonly after?: Rig;
}

/** A cluster's controllers over the real store, without an API server; time passes when the test says so. */
export interface Rig {
  readonly world: World;
  readonly store: Store;
  readonly cloud: Machines;
  readonly runtime: PodRuntime;
  readonly faults: Map<string, ActiveFault['params']>;
  /** `bucket/permission`s that every pod has. */
  readonly grants: Set<string>;
  readonly buckets: Map<string, Map<string, number>>;
  readonly logged: string[];
  /** Let simulated time pass, and what is due happen. */
  pass(ms: number): Promise<void>;
  create(resource: string, object: object): KubeObject;
  pod(name?: string): KubeObject;
  pods(): KubeObject[];
  /** `Reason: message` of the events about an object, oldest first; with ` (xN)` when there were several. */
  events(about: string): string[];
  stop(): void;
}

export async function startRig({
  autopilot,
  durations,
  version = '1.33.5-gke.1080000',
  after,
}: RigOptions = {}): Promise<Rig> {
  let real = 0;
  const clock = new Clock({ start: after?.world.clock.now() ?? START, pace: SPEED, monotonic: () => real });
  const database = after?.world.database ?? Database.open();
  const addresses = after?.world.addresses ?? (await LoopbackAddresses.open(database, `test ${process.pid}`));
  const faults: Rig['faults'] = after?.faults ?? new Map();
  const grants: Rig['grants'] = after?.grants ?? new Set();
  const buckets: Rig['buckets'] = after?.buckets ?? new Map();
  const logged: string[] = [];
  const world: World = {
    clock,
    database,
    seed: 1,
    token: 'token',
    addresses,
    faults: { active: (name) => (faults.has(name) ? { name, params: faults.get(name)! } : undefined) },
    durations: loadDurations(durations),
    log: (line) => void logged.push(line),
  };
  const store = new Store(world, 'test', STORED);
  const cloud = after?.cloud ?? new Machines(world, autopilot);
  const { runtime, stop } = startControllers({
    world,
    uid: 'test',
    version,
    store,
    cloud,
    buckets: {
      get: (name) => (buckets.has(name) ? { name, location: 'US' } : undefined),
      objects: (bucket, prefix) =>
        [...(buckets.get(bucket) ?? [])]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, size]) => ({ name, size, createdAt: START })),
      putObject: (bucket, name, size) => void buckets.get(bucket)!.set(name, size),
    },
    iam: { allows: (_member, permission, { bucket }) => grants.has(`${bucket}/${permission}`) },
    monitoring: {
      ingest: () => {},
      metricDescriptor: () => ({ type: '', metricKind: '', valueType: '' }),
      listTimeSeries: () => [],
    },
    caCertificate: 'PEM',
    request: async () => ({ status: 404 }),
  });
  const rig: Rig = {
    world,
    store,
    cloud,
    runtime,
    faults,
    grants,
    buckets,
    logged,
    async pass(ms) {
      const until = clock.now() + ms;
      do {
        real += Math.max(0, until - clock.now()) / SPEED;
        clock.advance();
        await setImmediate();
        clock.advance();
      } while (clock.now() < until);
    },
    create: (resource, object) => {
      const { kind, group, version: v } = STORED.get(resource)!;
      const whole: unknown = { apiVersion: group ? `${group}/${v}` : v, kind, ...object };
      return store.create(resource, whole as NewObject);
    },
    pod: (name) => rig.pods().find(({ metadata }) => name === undefined || metadata.name.startsWith(name))!,
    pods: () => store.list('pods'),
    events: (about) =>
      store
        .list('events')
        .filter(({ involvedObject }) => involvedObject.name.startsWith(about))
        .map(({ reason, message, count }) => `${reason}: ${message}${count > 1 ? ` (x${count})` : ''}`),
    stop() {
      stop();
      clock.stop();
    },
  };
  onTestFinished(() => {
    rig.stop();
    (addresses as LoopbackAddresses).close();
  });
  await rig.pass(0);
  return rig;
}

/** A deployment with the defaults that the API server fills in. */
export function deployment(
  name: string,
  spec: { replicas?: number; strategy?: object; template?: object; [field: string]: unknown } = {},
): object {
  const {
    replicas = 1,
    strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    template,
    ...rest
  } = spec;
  return {
    metadata: { namespace: 'default', name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      strategy,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: template ?? podTemplate(name),
      ...rest,
    },
  };
}

export function podTemplate(app: string, container: object = {}, spec: object = {}): object {
  return {
    metadata: { labels: { app } },
    spec: {
      containers: [{ name: app, image: 'nginx:1.27', ...container }],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      ...spec,
    },
  };
}
