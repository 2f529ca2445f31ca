import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { billing } from './billing/index.ts';
import { type Cloud, createCloud } from './cloud.ts';
import { compute } from './compute/index.ts';
import type { StartControlPlane } from './container/control-planes.ts';
import { container } from './container/index.ts';
import type { ContainerService } from './container/service.ts';
import { control } from './control/index.ts';
import { Clock } from './core/clock.ts';
import { Closers } from './core/closers.ts';
import { loadData, loadDurations } from './core/data.ts';
import { Database } from './core/database.ts';
import { type FaultCatalogue, FaultRegister } from './core/fault-register.ts';
import { createGoogleServer } from './core/google-server.ts';
import { Horizon } from './core/horizon.ts';
import { LoopbackAddresses } from './core/loopback.ts';
import type { Service } from './core/service.ts';
import type { World } from './core/world.ts';
import { Elsewhere } from './elsewhere/index.ts';
import { iam } from './iam/index.ts';
import type { Policies } from './iam/policies.ts';
import { privateKeyOf } from './iam/service-account.ts';
import { monitoring } from './monitoring/index.ts';
import { quotas } from './quotas/index.ts';
import { resourceManager } from './resource-manager/index.ts';
import { secretManager } from './secret-manager/index.ts';
import { serviceUsage } from './service-usage/index.ts';
import type { BucketService } from './storage/bucket-service.ts';
import { downloads, storage, uploads } from './storage/index.ts';
import type { GivenModels } from './vllm/profiles/models.ts';

/** All services; the first one with a matching route handles a request. */
const SERVICES: readonly ((cloud: Cloud) => Service)[] = [
  control,
  iam,
  container,
  storage,
  downloads,
  uploads,
  resourceManager,
  secretManager,
  serviceUsage,
  compute,
  quotas,
  billing,
  monitoring,
];

export interface SandboxOptions {
  readonly token: string;
  /** Where to write a key file for Application Default Credentials. */
  readonly credentials?: string;
  /** The file with what gcloud trusts; `elsewhere/authority.ts`. Without it, gcloud reaches no other host. */
  readonly authority?: string;
  /** The journal's file; without it, the state is in memory only. */
  readonly journal?: string;
  /** The programs that containers may run, and the token for their clock. Without it, containers run none. */
  readonly folder?: World['folder'];
  /** Simulated ms since the epoch at which a new sandbox starts. */
  readonly start: number;
  /** Simulated seconds per real second while no run sets the pace. */
  readonly speed: number;
  /** Simulated time stands still this long after the last request (real ms). @default it never does */
  readonly grace?: number;
  /** A monotonic reading in real milliseconds. @default performance.now */
  readonly monotonic?: () => number;
  readonly seed?: number;
  /** Replacements for `data/durations.yaml`: `{ clusterCreate: '0s' }`. */
  readonly durations?: Readonly<Record<string, string>>;
  /** By name, with their parameters. */
  readonly faults?: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  /** Models beside `data/profiles/models.yaml`. */
  readonly models?: GivenModels;
  /** @default kubernetes/cluster.ts */
  readonly startControlPlane?: StartControlPlane;
  log?(line: string): void;
  /** Called for `POST /_sandbox/stop`. */
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

/** Starts the embedded Google Cloud in this process. A failed start closes everything that it opened. */
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
  const { credentials: file, log = () => {}, speed, grace, startControlPlane } = options;
  const credentials = file === undefined ? undefined : { file, privateKey: privateKeyOf(file) };
  const { world, faults } = await openWorld({ ...options, log }, opened);
  const stop = (): void => options.onStop?.();
  const cloud = createCloud({ world, faults, credentials, speed, grace, startControlPlane, stop });
  const services = SERVICES.map((service) => service(cloud));
  const server = createGoogleServer(world, services);
  for (const service of services) opened.add(async () => service.close?.());
  const elsewhere = new Elsewhere(options.authority);
  server.on('connect', elsewhere.connect);
  const ports = world.database.collection<number>('port');
  const port = await listen(server, ports.get('google'));
  opened.add(() => closeServer(server));
  opened.add(async () => elsewhere.close());
  ports.put('google', port);
  const url = `http://127.0.0.1:${port}`;
  for (const service of services) await service.restore?.(url);
  const { container, buckets, policies } = cloud;
  return { url, world, container, buckets, policies, close: () => opened.close() };
}

/** Restores the shared state from the journal. */
async function openWorld({ log, ...options }: SandboxOptions & Pick<World, 'log'>, opened: Closers) {
  const database = Database.open(options.journal, log);
  opened.add(() => database.close());
  const horizon = new Horizon(database);
  const { start, speed: pace, monotonic } = options;
  const clock = new Clock({ start: horizon.reached ?? start, pace, ...(monotonic && { monotonic }) });
  const faults = new FaultRegister(loadData<FaultCatalogue>('faults'), database);
  for (const [name, params] of Object.entries(options.faults ?? {})) faults.add(name, params);
  opened.add(() => clock.stop());
  const addresses = await LoopbackAddresses.open(database, options.journal ?? `${process.pid}`);
  opened.add(() => addresses.close());
  const { seed = 1, token, models, folder } = options;
  const world: World = {
    clock,
    database,
    seed,
    token,
    addresses,
    faults,
    durations: loadDurations(options.durations),
    ...(models && { models }),
    ...(folder && { folder }),
    log,
  };
  horizon.keep(clock);
  opened.add(() => horizon.settle(clock));
  return { world, faults };
}

async function closeServer(server: ReturnType<typeof createGoogleServer>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Listens on the previous port, or on a free one. */
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
