import { withCondition } from '../controllers/conditions.ts';
import { type Controller, runController } from '../controllers/controller.ts';
import { backendOf } from './aggregation.ts';
import type { ApiContext } from './context.ts';

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
    reconcile(name) {
      const apiService = store.get('apiservices', undefined, name);
      if (!apiService?.spec.service) return;
      const { namespace, name: service } = apiService.spec.service;
      store.modify('apiservices', undefined, name, (draft) => {
        const conditions = withCondition(
          draft.status?.conditions,
          backendOf(context, apiService) ? AVAILABLE : unavailable(context, namespace, service),
          world.clock.now(),
        );
        draft.status = { ...draft.status, conditions };
      });
    },
  };
  return runController(controller, { clock: world.clock, store, log: world.log });
}

const AVAILABLE = { type: 'Available', status: 'True', reason: 'Passed', message: 'all checks passed' } as const;

function unavailable({ store }: ApiContext, namespace: string, name: string) {
  const found = store.get('services', namespace, name) !== undefined;
  return {
    type: 'Available',
    status: 'False',
    reason: found ? 'MissingEndpoints' : 'ServiceNotFound',
    message: found
      ? `endpoints for service/${name} in "${namespace}" have no addresses with port name ""`
      : `service/${name} in "${namespace}" is not present`,
  } as const;
}
