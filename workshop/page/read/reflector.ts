import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { wallClock } from '../../../lib/target/clock.ts';
import { ApiRefusal, type ClusterApi } from './cluster-api.ts';

/** The objects of one kind as they are now, by uid. */
export type Objects = ReadonlyMap<string, KubernetesObject>;

/** The API server no longer knows the changes since a version: list again. */
const GONE = 410;
/** The kind does not exist. */
const NOT_FOUND = 404;
/** The pause before a list after one that says nothing is there, or after a watch that ended at once (real ms). */
const PAUSE = 5_000;
/** The most objects kept of one kind: a busy cluster has thousands of events. */
const MOST = 1_000;

/**
 * Keep the objects of one kind up to date by list and watch, as every client of Kubernetes does
 * (kubernetes.io/docs/reference/using-api/api-concepts, "Efficient detection of changes"). Ends with the signal.
 * @param changed called with all objects after the list and after each change
 * @throws ApiRefusal, or the error of a connection
 */
export async function reflect(
  api: ClusterApi,
  path: string,
  changed: (objects: Objects) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const listed = await listOrNone(api, path, signal);
    const objects = new Map(listed.items.map((one) => [one.metadata.uid, one]));
    changed(objects);
    if (listed.version === '') await wallClock.sleep(PAUSE, signal);
    else await follow(api, path, listed.version, objects, changed, signal);
  }
}

/** @returns when the changes since the version are no longer known */
async function follow(
  api: ClusterApi,
  path: string,
  from: string,
  objects: Map<string, KubernetesObject>,
  changed: (objects: Objects) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let version = from; !signal.aborted; ) {
    const began = performance.now();
    try {
      for await (const { type, object } of api.watch(path, version, signal)) {
        if (type === 'ERROR') {
          if (Number(object.code) === GONE) return;
          throw new ApiRefusal(Number(object.code), String(object.message));
        }
        version = object.metadata.resourceVersion ?? version;
        if (type === 'BOOKMARK') continue;
        if (type === 'DELETED') objects.delete(object.metadata.uid);
        else objects.set(object.metadata.uid, object);
        const [oldest] = objects.keys();
        if (objects.size > MOST) objects.delete(oldest!);
        changed(objects);
      }
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === GONE) return;
      throw error;
    }
    if (performance.now() - began < PAUSE) await wallClock.sleep(PAUSE, signal);
  }
}

async function listOrNone(api: ClusterApi, path: string, signal: AbortSignal) {
  try {
    return await api.list(path, signal);
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === NOT_FOUND) return { items: [], version: '' };
    throw error;
  }
}
