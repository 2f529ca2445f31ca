import { deploymentReady } from '../../lib/kubernetes/conditions.ts';
import { forwarded } from '../../lib/kubernetes/port-forward.ts';
import { serviceAddress } from '../../lib/kubernetes/service.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import type { Condition } from '../../lib/wait/condition.ts';
import { DEPLOYMENT, SERVER_PORT, SERVICE } from '../tutorial/names.ts';

/** Where the model server is reached from here, as EXPOSE has it: `host:port`. */
export function serverAddress({ config }: StepContext): Condition<string> {
  const service = { name: SERVICE, namespace: config.NAMESPACE, port: SERVER_PORT };
  return config.EXPOSE === 'port-forward' ? forwarded(service) : serviceAddress(service);
}

/** Somebody who waits reaches a server that serves: what can be seen without a connection of one's own. */
export function serverReachable({ config }: StepContext): readonly Condition[] {
  const deployment = { resource: 'deployment', name: DEPLOYMENT, namespace: config.NAMESPACE };
  const address = config.EXPOSE === 'port-forward' ? [] : [serverAddress({ config })];
  return [deploymentReady(deployment), ...address];
}

/** What EXPOSE makes of the Service in the manifest. */
export function serviceParameters({ config: { EXPOSE, EXPOSE_CIDR } }: StepContext) {
  return {
    SERVICE_TYPE: EXPOSE === 'port-forward' ? 'ClusterIP' : 'LoadBalancer',
    INTERNAL: EXPOSE === 'internal',
    RESTRICTED: EXPOSE === 'cidr',
    SOURCE_RANGE: EXPOSE_CIDR ?? '',
  };
}

/** Of two replicas, one gets all requests. */
export function* noteOnePod({ config }: StepContext): Actions & Generator {
  if (config.EXPOSE !== 'port-forward') return;
  yield* perform('say that a port-forward reaches one pod', undefined, async ({ log }) => {
    const text = 'EXPOSE=port-forward: kubectl port-forward reaches one pod, so the other replicas get no requests.';
    log.write({ kind: 'note', text });
  });
}

/** The tutorial's way: a server that bills by the hour, open to the world. */
export function* warnIfPublic({ config }: StepContext): Actions & Generator {
  if (config.EXPOSE !== 'public') return;
  yield* perform('warn that everybody reaches the model server', undefined, async ({ log }) => {
    log.write({
      kind: 'warning',
      text:
        'EXPOSE=public: the whole Internet reaches the model server. It answers completions only with VLLM_API_KEY, ' +
        'sent in the clear (there is no TLS); its metrics page needs no key.',
    });
  });
}
