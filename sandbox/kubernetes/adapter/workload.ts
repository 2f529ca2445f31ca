import type { World } from '../../core/world.ts';
import type { Iam } from '../../iam/iam.ts';
import type { Monitoring } from '../../monitoring/monitoring.ts';
import type { CloudProvider } from '../cloud.ts';
import { identityOf } from '../identity.ts';
import type { ObjectStore } from '../object.ts';
import type { ContainerContext, RunningContainer, Workload } from '../runtime.ts';
import { CloudMonitoring } from './cloud-monitoring.ts';
import { klogLine, type Level } from './klog.ts';
import { adapterRoutes } from './routes.ts';

export interface AdapterDependencies {
  readonly world: Pick<World, 'clock' | 'faults' | 'seed'>;
  readonly monitoring: Monitoring;
  readonly iam: Iam;
  readonly store: ObjectStore;
  readonly cloud: Pick<CloudProvider, 'project' | 'projectNumber' | 'location' | 'cluster'>;
}

const PORT = 443;
/** From the start of the process to its first answer from Cloud Monitoring (ms). */
const STARTUP = 1000;
/** The exit code of klog's Fatal. */
const FATAL = 255;

/** gcr.io/gke-release/custom-metrics-stackdriver-adapter v0.16.9: Cloud Monitoring as the custom and external metrics APIs. */
export function createAdapterWorkload(dependencies: AdapterDependencies): Workload {
  return { start: (container) => start(container, dependencies) };
}

function start(container: ContainerContext, dependencies: AdapterDependencies): RunningContainer {
  const { store, cloud, world } = dependencies;
  const { clock, startedAt, args } = container;
  const client = new CloudMonitoring(dependencies, identityOf(dependencies, container.pod));
  const isOn = (flag: string): boolean => args.includes(`--${flag}`) || args.includes(`--${flag}=true`);
  const containerFallback = isOn('fallback-for-container-metrics');
  const legacyModel = !isOn('use-new-resource-model');
  const log = (level: Level, source: string, message: string, at = clock.now()): void =>
    container.log(klogLine(level, source, message, at), at);
  const answer = adapterRoutes({ monitoring: client, store, clock, place: cloud, containerFallback, legacyModel, log });
  const readyAt = startedAt + STARTUP;
  let serves = false;

  const options = `{${!legacyModel} true true ${containerFallback} false   false false 0s 300 0s 25}`;
  log('I', 'adapter.go:275', `serverOptions: ${options}`, startedAt);
  const ready = (): void => {
    if (legacyModel && containerFallback) {
      log('F', 'adapter.go:277', 'Container metrics work only with new resource model');
      container.exit(FATAL, 'Error');
      return;
    }
    try {
      // A resumed run has already passed this check.
      if (clock.now() < readyAt + STARTUP) client.checkDescriptors();
    } catch (error) {
      log('F', 'adapter.go:153', `Failed request to stackdriver api: ${(error as Error).message}`, readyAt);
      container.exit(FATAL, 'Error');
      return;
    }
    serves = true;
    log('I', 'secure_serving.go:211', `Serving securely on [::]:${PORT}`, readyAt);
  };
  const timer = clock.setTimeout(ready, readyAt - clock.now());
  return {
    listens: (port) => serves && port === PORT && !world.faults.active('adapter-down'),
    request: (_port, request) => answer(request),
    usage: () => ({ cpuMillicores: serves ? 5 : 0, memoryBytes: 40 * 2 ** 20 }),
    stop: () => timer.cancel(),
  };
}
