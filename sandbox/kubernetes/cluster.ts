import type { ApiReply } from '../core/http.ts';
import { sandboxTls } from '../core/tls.ts';
import type { World } from '../core/world.ts';
import type { Iam } from '../iam/iam.ts';
import type { Monitoring } from '../monitoring/monitoring.ts';
import type { Buckets } from '../storage/buckets.ts';
import { createAdmission } from './admission/index.ts';
import { answer } from './api/api.ts';
import { keepAvailability } from './api/availability.ts';
import type { ApiContext } from './api/context.ts';
import { listenApi } from './api/listen.ts';
import { registerTypes } from './api/registrations.ts';
import { errorReply } from './api/server.ts';
import type { CloudProvider } from './cloud.ts';
import { startControlLoops } from './control-loops.ts';
import { addons } from './controllers/addons/addons.ts';
import { runController } from './controllers/controller.ts';
import type { ObjectStore } from './object.ts';
import { STORED } from './resources/types.ts';
import type { PodRuntime } from './runtime.ts';
import { Store } from './store/store.ts';

export interface ClusterOptions {
  /** Names the cluster's state in the journal. */
  readonly uid: string;
  /** `1.33.5-gke.1080000`. */
  readonly version: string;
  readonly cloud: CloudProvider;
  readonly buckets: Buckets;
  readonly iam: Iam;
  readonly monitoring: Monitoring;
  /** The API's port; a free one unless the cluster had one before. */
  readonly port?: number;
}

export interface RunningCluster {
  /** `127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Base64 of the PEM. */
  readonly caCertificate: string;
  readonly store: ObjectStore;
  readonly runtime: PodRuntime;
  stop(): Promise<void>;
}

/** A cluster's control plane: its objects, its controllers and kubelets, and its API on loopback. */
export async function startCluster(world: World, options: ClusterOptions): Promise<RunningCluster> {
  const { uid, version, cloud, port, ...services } = options;
  const store = new Store(world, uid, STORED);
  const tls = await sandboxTls(world);
  const context: ApiContext = {
    world,
    store,
    version,
    admit: createAdmission({ world, store, cloud }),
    get runtime() {
      return loops.runtime;
    },
  };
  registerTypes(store);
  const request = (method: string, path: string): Promise<ApiReply> => internalRequest(context, method, path);
  const caCertificate = tls.ca;
  const loops = startControlLoops({ world, uid, version, store, cloud, ...services, caCertificate, request });
  const host = { clock: world.clock, store, log: (line: string) => world.log(line) };
  const stopAddons = runController(addons({ store: store.as('addonmanager'), cloud }), host);
  const stopAvailability = keepAvailability(context);
  const api = await listenApi(context, tls, port);
  return {
    endpoint: api.endpoint,
    caCertificate: Buffer.from(caCertificate).toString('base64'),
    store,
    runtime: loops.runtime,
    async stop() {
      stopAvailability();
      stopAddons();
      loops.stop();
      await api.close();
    },
  };
}

/** A request of the system's own, without a socket. */
async function internalRequest(context: ApiContext, method: string, path: string): Promise<ApiReply> {
  const { pathname, searchParams } = new URL(path, 'https://kubernetes.default.svc');
  try {
    return await answer(context, {
      method,
      path: pathname,
      query: searchParams,
      headers: {},
      params: {},
      body: Buffer.alloc(0),
      signal: new AbortController().signal,
    });
  } catch (error) {
    return errorReply(context, error);
  }
}
