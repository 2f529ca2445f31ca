import { shell, type Words } from '../../lib/command/command.ts';
import { shellVariable } from '../../lib/command/variable.ts';
import type { Config } from '../../lib/config/index.ts';
import { forwarded } from '../../lib/kubernetes/port-forward.ts';
import { serviceAddress } from '../../lib/kubernetes/service.ts';
import type { CompletionRequest } from '../../lib/load/model-server.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import type { Condition } from '../../lib/wait/condition.ts';
import { SERVER_PORT, SERVICE } from '../tutorial/names.ts';
import { serverReady } from './ready.ts';

/** The address of the model server, `host:port`, as EXPOSE determines it. */
export function serverAddress({ config }: StepContext): Condition<string> {
  const service = { name: SERVICE, namespace: config.NAMESPACE, port: SERVER_PORT };
  return config.EXPOSE === 'port-forward' ? forwarded(service) : serviceAddress(service);
}

/** The arguments of curl for a completion request to the server. */
export function postsTo(address: string, { VLLM_API_KEY }: Config, request: CompletionRequest): Words {
  const key = VLLM_API_KEY && ['-H', `Authorization: Bearer ${shellVariable('VLLM_API_KEY')}`];
  return shell`http://${address}/v1/completions -H ${'Content-Type: application/json'} ${key} -d ${JSON.stringify(request)}`;
}

/** The model server is ready and has an address. Opens no port-forward. */
export function serverReachable({ config }: StepContext): readonly Condition[] {
  const address = config.EXPOSE === 'port-forward' ? [] : [serverAddress({ config })];
  return [serverReady({ config }), ...address];
}

/** The parameters of the manifest's Service that EXPOSE determines. */
export function serviceParameters({ config: { EXPOSE, EXPOSE_CIDR } }: StepContext) {
  return {
    SERVICE_TYPE: EXPOSE === 'port-forward' ? 'ClusterIP' : 'LoadBalancer',
    INTERNAL: EXPOSE === 'internal',
    RESTRICTED: EXPOSE === 'cidr',
    SOURCE_RANGE: EXPOSE_CIDR ?? '',
  };
}

/** With a port-forward, one replica gets all requests. */
export function* noteOnePod({ config }: StepContext): Actions & Generator {
  if (config.EXPOSE !== 'port-forward') return;
  const text = 'EXPOSE=port-forward: kubectl port-forward reaches only one pod. The other replicas get no requests.';
  const note = { kind: 'run', commands: [shell`echo ${text}`] } as const;
  yield* perform(
    'note that a port-forward reaches only one pod',
    undefined,
    async ({ log }) => log.write({ kind: 'note', text }),
    note,
  );
}

/** The tutorial's exposure: a server that is billed by the hour and open to everybody. */
export function* warnIfPublic({ config }: StepContext): Actions & Generator {
  if (config.EXPOSE !== 'public') return;
  const text =
    'EXPOSE=public: the whole Internet can reach the model server. Completions need VLLM_API_KEY, which is sent ' +
    'unencrypted (no TLS). The metrics page needs no key.';
  const note = { kind: 'run', commands: [shell`echo ${text}`] } as const;
  yield* perform(
    'warn that the model server is public',
    undefined,
    async ({ log }) => log.write({ kind: 'warning', text }),
    note,
  );
}
