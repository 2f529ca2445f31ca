import type { Socket } from 'node:net';
import { hash, type Random } from '../../core/random.ts';
import { backendsOf } from '../controllers/endpoints/ready-addresses.ts';
import type { KubeObject, ObjectStore } from '../object.ts';
import type { PodRuntime } from '../runtime.ts';

export interface Backends {
  readonly store: ObjectStore;
  readonly runtime: Pick<PodRuntime, 'listener'>;
  readonly random: Random;
}

/** Hands a new connection to a ready pod of the service: any, or with session affinity always the same for a client. */
export function toBackend(
  { store, runtime, random }: Backends,
  service: KubeObject,
  port: number,
  socket: Socket,
): void {
  const able = backendsOf(store, service).flatMap(({ pod, ready, targetPorts }) => {
    const target = targetPorts.get(port);
    const container = ready && target !== undefined ? runtime.listener(pod.metadata.uid, target) : undefined;
    return container?.accept ? [() => container.accept!(target!, socket)] : [];
  });
  const sticky = service.spec.sessionAffinity === 'ClientIP';
  const chosen =
    able[sticky ? hash(socket.remoteAddress ?? '') % able.length : Math.floor(random.next() * able.length)];
  if (chosen) chosen();
  else socket.resetAndDestroy();
}
