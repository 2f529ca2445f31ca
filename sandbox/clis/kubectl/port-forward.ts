import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { openSpdy, type SpdyClient } from '../../kubernetes/api/portforward/connection.ts';
import { type Command, Unknown } from '../command.ts';
import { print, Refused, say } from '../tool.ts';
import { type KubeObject, StatusError } from './api.ts';
import { type Cluster, withCluster } from './cluster.ts';

/** `kubectl port-forward service/NAME|pod/NAME [LOCAL]:PORT --address=IP`, runs until the connection to the pod ends. */
export const portForward: Command = {
  words: 'port-forward',
  operands: 2,
  flags: { address: { kind: 'value', must: true } },
  run: (call) =>
    withCluster(call, async (cluster) => {
      const [target = '', ports = ''] = call.operands;
      const [, kind, name] = /^(service|pod)\/([^/]+)$/.exec(target) ?? [];
      const [, local, port] = /^(\d*):(\d+)$/.exec(ports) ?? [];
      if (name === undefined || port === undefined)
        throw new Unknown('expected service/NAME or pod/NAME, and [LOCAL]:PORT');
      const { pod, port: remote } = await (kind === 'pod' ? itself : behind)(cluster, name, Number(port));
      const path = `/api/v1/namespaces/${cluster.namespace}/pods/${pod}/portforward`;
      const { socket, head } = await cluster.api.upgrade(path, PROTOCOL);
      const connection = openSpdy(socket, head);
      const server = await listen(Number(local), call.value('address')!);
      const taken = (server.address() as AddressInfo).port;
      print(`Forwarding from ${call.value('address')}:${taken} -> ${remote}\n`);
      let requests = 0;
      server.on('connection', (client) => {
        print(`Handling connection for ${taken}\n`);
        forward(client, connection, remote, String(requests++)).catch((error: Error) => {
          say(`an error occurred forwarding ${taken} -> ${remote}: ${error.message}`);
          socket.destroy();
        });
      });
      await connection.ended.catch(() => undefined);
      server.close();
      throw new Refused('error: lost connection to pod');
    }),
};

const PROTOCOL = { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'portforward.k8s.io' } as const;

/** A pod of the service, preferably a ready one, and the pod's port behind the service's port. */
async function behind({ api, namespace }: Cluster, name: string, port: number): Promise<{ pod: string; port: number }> {
  const path = `/api/v1/namespaces/${namespace}`;
  const service = await api.ask('GET', `${path}/services/${name}`).catch(async (error) => {
    // kubectl checks whether the namespace is missing.
    if (error instanceof StatusError && error.reason === 'NotFound') await api.find(path);
    throw error;
  });
  const labelSelector = Object.entries(service.spec.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const { items } = await api.ask('GET', `${path}/pods`, { query: { labelSelector } });
  const [first] = (items as KubeObject[]).sort((a, b) => rank(b) - rank(a));
  if (!first) throw new Refused('error: timed out waiting for the condition');
  const target = service.spec.ports.find((one: KubeObject) => one.port === port)?.targetPort;
  if (target === undefined) throw new Refused(`error: Service ${name} does not have a service port ${port}`);
  const found = await running({ api, namespace }, first.metadata.name);
  return { pod: found.metadata.name, port: typeof target === 'number' ? target : portNamed(found, target) };
}

async function itself(cluster: Cluster, name: string, port: number): Promise<{ pod: string; port: number }> {
  await running(cluster, name);
  return { pod: name, port };
}

async function running({ api, namespace }: Pick<Cluster, 'api' | 'namespace'>, name: string): Promise<KubeObject> {
  const pod = await api.ask('GET', `/api/v1/namespaces/${namespace}/pods/${name}`);
  if (pod.status?.phase === 'Running') return pod;
  throw new Refused(`error: unable to forward port because pod is not running. Current status=${pod.status?.phase}`);
}

function rank({ status }: KubeObject): number {
  const isReady = status?.conditions?.some((one: KubeObject) => one.type === 'Ready' && one.status === 'True');
  return Number(status?.phase === 'Running') + Number(isReady ?? false);
}

function portNamed({ metadata, spec }: KubeObject, name: string): number {
  const ports: readonly KubeObject[] = spec.containers.flatMap((container: KubeObject) => container.ports ?? []);
  const found = ports.find((port) => port.name === name);
  if (found) return found.containerPort;
  throw new Refused(`error: Pod '${metadata.name}' does not have a named port '${name}'`);
}

async function listen(port: number, address: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ message }) => reject(new Refused(`error: unable to listen on port ${port}: ${message}`)));
    server.listen(port, address, resolve);
  });
  return server;
}

/** A connection is an error stream and a data stream. @throws Error with the text of the error stream */
async function forward(client: Socket, { open }: SpdyClient, port: number, requestid: string): Promise<void> {
  const headers = { port: String(port), requestid };
  const errors = open({ streamtype: 'error', ...headers }).end();
  const data = open({ streamtype: 'data', ...headers });
  client.on('error', () => data.destroy()).pipe(data);
  data.once('close', () => client.destroy()).pipe(client);
  let complaint = '';
  for await (const chunk of errors) complaint += chunk;
  if (complaint !== '') throw new Error(complaint);
}
