import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { StatusError } from '../store/status-error.ts';
import { authenticate } from './authenticate.ts';
import type { ApiContext } from './context.ts';
import { refuseImpersonation } from './not-simulated.ts';
import { portForward } from './portforward/port-forward.ts';
import { existing } from './read.ts';
import { methodNotAllowed, noSuchResource, parsePath, targetOf } from './target.ts';

/**
 * Requests that ask for another protocol. Only port forwarding over SPDY is taken up; a WebSocket is refused, upon which
 * every kubectl falls back to SPDY.
 */
export function upgrade(context: ApiContext, message: IncomingMessage, socket: Duplex, head: Buffer): void {
  context.world.clock.attend();
  socket.on('error', () => socket.destroy());
  try {
    authenticate(message.headers.authorization, context.world.token);
    refuseImpersonation(message.headers);
    const [path = '', query = ''] = (message.url ?? '').split('?');
    const resource = parsePath(path);
    if (!resource) throw noSuchResource();
    const target = targetOf(resource, message.method ?? 'GET', new URLSearchParams(query));
    const pod = existing(context, target);
    if (target.subresource === 'exec' || target.subresource === 'attach') throw unsupported(target.subresource);
    if (target.subresource !== 'portforward') throw methodNotAllowed();
    if (!/^SPDY\/3\.1$/i.test(String(message.headers.upgrade))) {
      throw new StatusError(
        'BadRequest',
        `unable to upgrade: ${message.headers.upgrade} is not supported, SPDY/3.1 is`,
      );
    }
    if (pod.status?.phase !== 'Running') {
      throw new StatusError(
        'BadRequest',
        `unable to forward port because pod is not running. Current status=${pod.status?.phase}`,
      );
    }
    portForward(context.runtime, pod, socket, head).catch(() => socket.destroy());
  } catch (error) {
    refuse(socket, error instanceof StatusError ? error : new StatusError('InternalError', 'Internal error occurred'));
  }
}

/** exec and attach need a process in the container; the sandbox's containers have none. */
function unsupported(subresource: string): StatusError {
  const why = 'the containers of this sandbox are simulated and run no processes';
  return new StatusError('BadRequest', `pods/${subresource} is not supported: ${why}`);
}

function refuse(socket: Duplex, error: StatusError): void {
  const body = JSON.stringify(error.toStatus());
  socket.end(
    [
      `HTTP/1.1 ${error.code} ${error.reason}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
