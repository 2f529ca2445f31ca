import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { routes as billingRoutes } from './billing/routes.ts';
import { ForwardingRules } from './compute/forwarding-rules.ts';
import { Locations } from './compute/locations.ts';
import { routes as computeRoutes } from './compute/routes.ts';
import type { StartControlPlane } from './container/control-planes.ts';
import { routes as containerRoutes } from './container/routes.ts';
import { ContainerService } from './container/service.ts';
import { vms } from './container/vms.ts';
import { clockStream } from './control/clock-stream.ts';
import { PaceLeases } from './control/leases.ts';
import { routes as controlRoutes } from './control/routes.ts';
import { Clock } from './core/clock.ts';
import { Closers } from './core/closers.ts';
import { loadData, loadDurations } from './core/data.ts';
import { Database } from './core/database.ts';
import { type FaultCatalogue, FaultRegister } from './core/fault-register.ts';
import { createGoogleServer, type Mount } from './core/google-server.ts';
import { Horizon } from './core/horizon.ts';
import { LoopbackAddresses } from './core/loopback.ts';
import type { World } from './core/world.ts';
import { Policies } from './iam/policies.ts';
import { loadRoles } from './iam/roles.ts';
import { routes as iamRoutes } from './iam/routes.ts';
import { privateKeyOf, type ServiceAccountKey, tokenEndpoint, writeServiceAccountKey } from './iam/service-account.ts';
import type { createMonitoring } from './monitoring/service.ts';
import { routes as quotaRoutes } from './quotas/routes.ts';
import { DEFAULT_PROJECT, Projects } from './resource-manager/projects.ts';
import { routes as resourceManagerRoutes } from './resource-manager/routes.ts';
import { Apis } from './service-usage/apis.ts';
import { routes as serviceUsageRoutes } from './service-usage/routes.ts';
import { BucketService } from './storage/bucket-service.ts';
import { routes as storageRoutes } from './storage/routes.ts';
import { uploadRoutes } from './storage/upload-routes.ts';

export interface SandboxOptions {
  readonly token: string;
  /** Where to write a key file for Application Default Credentials. */
  readonly credentials?: string;
  /** File of the journal; without one nothing survives. */
  readonly journal?: string;
  /** Simulated ms since the epoch at which a new sandbox starts. */
  readonly start: number;
  /** Simulated seconds per real second while no run sets the pace. */
  readonly speed: number;
  /** A monotonic reading in real milliseconds. @default performance.now */
  readonly monotonic?: () => number;
  readonly seed?: number;
  /** Replacements for `data/durations.yaml`: `{ clusterCreate: '0s' }`. */
  readonly durations?: Readonly<Record<string, string>>;
  /** By name, with their parameters. */
  readonly faults?: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  /** @default kubernetes/cluster.ts */
  readonly startControlPlane?: StartControlPlane;
  log?(line: string): void;
  /** Someone asked over the control path that the process end. */
  onStop?(): void;
}

export interface Sandbox {
  readonly url: string;
  readonly world: World;
  readonly container: ContainerService;
  readonly buckets: BucketService;
  readonly policies: Policies;
  /** Stops serving; the journal keeps the state. */
  close(): Promise<void>;
}

/** The whole embedded Google Cloud, in this process. What it opened is closed when it cannot be started. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const opened = new Closers();
  try {
    return await open(options, opened);
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

async function open(options: SandboxOptions, opened: Closers): Promise<Sandbox> {
  const privateKey = options.credentials && privateKeyOf(options.credentials);
  const database = Database.open(options.journal, (line) => options.log?.(line));
  opened.add(() => database.close());
  const horizon = new Horizon(database);
  const { start, speed: pace, monotonic } = options;
  const clock = new Clock({ start: horizon.reached ?? start, pace, ...(monotonic && { monotonic }) });
  const faults = new FaultRegister(loadData<FaultCatalogue>('faults'), database);
  for (const [name, params] of Object.entries(options.faults ?? {})) faults.add(name, params);
  opened.add(() => clock.stop());
  const addresses = await LoopbackAddresses.open(database, options.journal ?? `${process.pid}`);
  opened.add(() => addresses.close());
  const world: World = {
    clock,
    database,
    seed: options.seed ?? 1,
    token: options.token,
    addresses,
    faults,
    durations: loadDurations(options.durations),
    log: (line) => options.log?.(line),
  };
  horizon.keep(clock);
  opened.add(() => horizon.settle(clock));

  const leases = new PaceLeases(clock, options.speed);
  const roles = loadRoles();
  const locations = new Locations();
  const forwardingRules = new ForwardingRules(world);
  const projects = new Projects(world);
  const policies = new Policies(world, roles);
  const apis = new Apis(world);
  const buckets = new BucketService(world, policies, locations.regions());
  // Monitoring and Kubernetes are most of the code: they are loaded when they are first needed.
  let monitoring: Promise<ReturnType<typeof createMonitoring>> | undefined;
  const loadMonitoring = () =>
    (monitoring ??= import('./monitoring/service.ts').then((it) => it.createMonitoring(world)));
  const startControlPlane: StartControlPlane = async (request) => {
    const { startCluster } = await import('./kubernetes/cluster.ts');
    return startCluster(world, { ...request, buckets, iam: policies, monitoring: await loadMonitoring() });
  };
  const container = new ContainerService(world, {
    projects,
    locations,
    forwardingRules,
    startControlPlane: options.startControlPlane ?? startControlPlane,
  });

  faults.onAdd(({ name, params: { node } }) => {
    if (name === 'node-lost') container.fleet.lose(node === undefined ? undefined : String(node));
  });

  const storage = { world, buckets, policies, roles, projects };
  const gate =
    (api: string): Mount['gate'] =>
    ({ project }) => {
      const known = project === undefined ? undefined : projects.find(project);
      if (known) apis.require(known, api);
    };
  const control = {
    world,
    faults,
    projects,
    leases,
    defaultVersion: container.versions.default,
    stop: () => options.onStop?.(),
  };
  let key: ServiceAccountKey | undefined;
  const tpuLimit = container.capacity.tpuLimit.bind(container.capacity);
  const compute = { world, locations, projects, forwardingRules, vms: (project: string) => vms(container, project) };
  const server = createGoogleServer(world, {
    mounts: [
      { prefixes: [''], routes: controlRoutes(control), emulated: false },
      { prefixes: ['/container', ''], routes: containerRoutes(container), gate: gate('container.googleapis.com') },
      { prefixes: ['/storage/v1'], routes: storageRoutes(storage) },
      { prefixes: ['/upload/storage/v1', '/resumable/upload/storage/v1'], routes: uploadRoutes(storage) },
      { prefixes: ['/crm'], routes: resourceManagerRoutes({ world, projects, policies, roles }) },
      { prefixes: ['/su'], routes: serviceUsageRoutes(apis, projects) },
      { prefixes: ['/compute/v1'], routes: computeRoutes(compute), gate: gate('compute.googleapis.com') },
      { prefixes: ['/quotas'], routes: quotaRoutes({ locations, tpuLimit }) },
      { prefixes: ['/billing'], routes: billingRoutes(world, projects) },
      { prefixes: ['/iam'], routes: iamRoutes(roles) },
      {
        prefixes: ['/monitoring', ''],
        routes: async () => (await loadMonitoring()).routes,
        gate: gate('monitoring.googleapis.com'),
      },
    ],
    raw: { 'POST /_sandbox/clock': clockStream(clock, leases) },
    open: { 'POST /token': tokenEndpoint(() => key, options.token) },
  });

  const ports = database.collection<number>('port');
  opened.add(() => container.controlPlanes.stopAll());
  const port = await listen(server, ports.get('google'));
  opened.add(() => closeServer(server));
  ports.put('google', port);
  const url = `http://127.0.0.1:${port}`;
  if (privateKey) key = await writeServiceAccountKey(options.credentials!, DEFAULT_PROJECT, url, privateKey);
  container.resume();

  return {
    url,
    world,
    container,
    buckets,
    policies,
    close: () => opened.close(),
  };
}

async function closeServer(server: ReturnType<typeof createGoogleServer>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Listens on the port that it had before, or on a free one. */
async function listen(server: ReturnType<typeof createGoogleServer>, wanted = 0): Promise<number> {
  try {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (wanted === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listen(server);
  }
  return (server.address() as AddressInfo).port;
}
