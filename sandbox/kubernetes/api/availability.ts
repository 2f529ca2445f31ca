import { withCondition } from '../controllers/conditions.ts';
import { type Controller, runController } from '../controllers/controller.ts';
import type { KubeObject } from '../object.ts';
import { backendOf, endpointsOf } from './aggregation.ts';
import type { ApiContext } from './context.ts';

/** How often a service is asked whether it still answers (ms). */
const RESYNC = 30_000;

/** kube-aggregator's availability controller: says of each APIService with a service whether a pod answers for it. */
export function keepAvailability(context: ApiContext): () => void {
  const { store, world } = context;
  const delegated = (): string[] =>
    store
      .list('apiservices')
      .filter(({ spec }) => spec.service)
      .map(({ metadata }) => metadata.name);
  const controller: Controller = {
    name: 'apiservice-availability',
    watches: { apiservices: ({ metadata }) => [metadata.name], pods: delegated, services: delegated },
    reconcile(name, requeueAfter) {
      const apiService = store.get('apiservices', undefined, name);
      if (!apiService?.spec.service) return;
      requeueAfter(RESYNC);
      store.as('kube-apiserver').modify('apiservices', undefined, name, (draft) => {
        const conditions = withCondition(
          draft.status?.conditions,
          backendOf(context, apiService) ? AVAILABLE : unavailable(context, apiService),
          world.clock.now(),
        );
        draft.status = { ...draft.status, conditions };
      });
    },
  };
  return runController(controller, { clock: world.clock, store, log: world.log });
}

const AVAILABLE = { type: 'Available', status: 'True', reason: 'Passed', message: 'all checks passed' } as const;

function unavailable(context: ApiContext, apiService: KubeObject) {
  const { group, version, service } = apiService.spec;
  const { namespace, name } = service;
  const [endpoint] = endpointsOf(context, apiService);
  const [reason, message] = endpoint
    ? ['FailedDiscoveryCheck', refused(`${endpoint.pod.status.podIP}:${endpoint.port}`, `/apis/${group}/${version}`)]
    : context.store.get('services', namespace, name)
      ? ['MissingEndpoints', `endpoints for service/${name} in "${namespace}" have no addresses with port name ""`]
      : ['ServiceNotFound', `service/${name} in "${namespace}" is not present`];
  return { type: 'Available', status: 'False', reason, message } as const;
}

function refused(address: string, path: string): string {
  const url = `https://${address}${path}`;
  return `failing or missing response from ${url}: Get "${url}": dial tcp ${address}: connect: connection refused`;
}
