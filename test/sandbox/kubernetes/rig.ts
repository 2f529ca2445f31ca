import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { Clock } from '../../../sandbox/core/clock.ts';
import { loadDurations } from '../../../sandbox/core/data.ts';
import { Database } from '../../../sandbox/core/database.ts';
import type { ActiveFault } from '../../../sandbox/core/faults.ts';
import { LoopbackAddresses } from '../../../sandbox/core/loopback.ts';
import type { World } from '../../../sandbox/core/world.ts';
import { startControlLoops } from '../../../sandbox/kubernetes/control-loops.ts';
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

/** A world with the real object store, whose time passes when the test says so. */
export interface TestWorld {
  readonly world: World;
  readonly store: Store;
  readonly faults: Map<string, ActiveFault['params']>;
  readonly logged: string[];
  /** Advances simulated time and fires due timers. */
  pass(ms: number): Promise<void>;
  create(resource: string, object: object): KubeObject;
  /** `Reason: message` of the events about an object, oldest first; with ` (xN)` when there were several. */
  events(about: string): string[];
}

export interface WorldOptions {
  readonly durations?: Readonly<Record<string, string>>;
  /** Resumes from the state of another rig. */
  readonly after?: TestWorld;
}

export async function startWorld({ durations, after }: WorldOptions = {}): Promise<TestWorld> {
  let real = 0;
  const clock = new Clock({ start: after?.world.clock.now() ?? START, pace: SPEED, monotonic: () => real });
  const database = after?.world.database ?? Database.open();
  const addresses = after?.world.addresses ?? (await LoopbackAddresses.open(database, `test ${process.pid}`));
  const faults: TestWorld['faults'] = after?.faults ?? new Map();
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
  onTestFinished(() => {
    clock.stop();
    (addresses as LoopbackAddresses).close();
  });
  return {
    world,
    store,
    faults,
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
    create(resource, object) {
      const { kind, group, version } = STORED.get(resource)!;
      const whole: unknown = { apiVersion: group ? `${group}/${version}` : version, kind, ...object };
      return store.create(resource, whole as NewObject);
    },
    events: (about) =>
      store
        .list('events')
        .filter(({ involvedObject }) => involvedObject.name.startsWith(about))
        .map(({ reason, message, count }) => `${reason}: ${message}${count > 1 ? ` (x${count})` : ''}`),
  };
}

export interface RigOptions extends WorldOptions {
  readonly autopilot?: boolean;
  readonly version?: string;
  readonly after?: Rig;
}

/** A cluster's controllers over the real store, without an API server. */
export interface Rig extends TestWorld {
  readonly cloud: Machines;
  readonly runtime: PodRuntime;
  /** `bucket/permission`s that every pod has. */
  readonly grants: Set<string>;
  readonly buckets: Map<string, Map<string, number>>;
  pod(name?: string): KubeObject;
  pods(): KubeObject[];
  stop(): void;
}

export async function startRig({
  autopilot,
  version = '1.33.5-gke.1080000',
  ...options
}: RigOptions = {}): Promise<Rig> {
  const { after } = options;
  const base = await startWorld(options);
  const { world, store } = base;
  const grants: Rig['grants'] = after?.grants ?? new Set();
  const buckets: Rig['buckets'] = after?.buckets ?? new Map();
  const cloud = after?.cloud ?? new Machines(world, autopilot);
  cloud.resume(world);
  const { runtime, stop } = startControlLoops({
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
    ...base,
    cloud,
    runtime,
    grants,
    buckets,
    pod: (name) => rig.pods().find(({ metadata }) => name === undefined || metadata.name.startsWith(name))!,
    pods: () => store.list('pods'),
    stop() {
      stop();
      world.clock.stop();
    },
  };
  onTestFinished(() => rig.stop());
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
