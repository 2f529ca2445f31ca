import type { Duplex } from 'node:stream';
import type { KubeObject } from '../../object.ts';
import type { PodRuntime } from '../../runtime.ts';
import { serveSpdy } from './connection.ts';
import type { SpdyStream } from './stream.ts';

const PROTOCOL = 'portforward.k8s.io';

const SWITCHING = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: SPDY/3.1',
  'Connection: Upgrade',
  `X-Stream-Protocol-Version: ${PROTOCOL}`,
  '',
  '',
].join('\r\n');

/**
 * Forward a client's connections to a pod: each comes as a pair of streams with one request id, of which the first reports
 * what went wrong and the second carries the data.
 */
export async function portForward(runtime: PodRuntime, pod: KubeObject, socket: Duplex, head: Buffer): Promise<void> {
  const errors = new Map<string, SpdyStream>();
  socket.write(SWITCHING);
  await serveSpdy(socket, head, (stream, headers) => {
    const { streamtype: type, port = '', requestid: request = '' } = headers;
    if (type === 'error') {
      errors.set(request, stream);
      stream.resume();
      return;
    }
    const error = errors.get(request);
    errors.delete(request);
    const complaint = connect(runtime, pod, Number(port), stream);
    if (complaint === undefined) stream.once('close', () => error?.end());
    else {
      error?.end(complaint);
      stream.resume().end();
    }
  });
}

/** @returns the error message of a node's container runtime */
function connect(runtime: PodRuntime, { metadata }: KubeObject, port: number, stream: SpdyStream): string | undefined {
  const container = runtime.listener(metadata.uid, port);
  if (container?.accept) {
    container.accept(port, stream);
    return undefined;
  }
  const refused = `failed to connect to localhost:${port} inside namespace "${metadata.uid}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused`;
  return `error forwarding port ${port} to pod ${metadata.uid}, uid : failed to execute portforward in network namespace: ${refused}`;
}
