import type { Clock } from '../../core/clock.ts';
import type { KubeObject, ObjectStore, WatchEvent } from '../object.ts';
import { WorkQueue } from './work-queue.ts';

/**
 * A controller: what it watches, and a level-triggered `reconcile` that brings the world one step nearer to what the
 * object of a key asks for. It keeps nothing that it could not read again from the store, so it may be stopped anywhere.
 */
export interface Controller {
  /** As kube-controller-manager calls it: `deployment`, `replicaset`, … */
  readonly name: string;
  /** By plural resource name: the keys that a changed object concerns. On start every stored object counts as ADDED. */
  readonly watches: Readonly<Record<string, (object: KubeObject, event: WatchEvent) => Iterable<string>>>;
  /** Another source of keys (the cloud's machines, a fault). @returns what stops it. */
  readonly listen?: (enqueue: (key: string) => void) => () => void;
  /** An error is retried with back-off. `requeueAfter` asks to be called again with this key (simulated ms; the earliest wins). */
  reconcile(key: string, requeueAfter: (delay: number) => void): void | Promise<void>;
}

export interface ControllerHost {
  readonly clock: Clock;
  readonly store: ObjectStore;
  log(line: string): void;
}

/** @returns a function that stops the controller */
export function runController(controller: Controller, { clock, store, log }: ControllerHost): () => void {
  const queue = new WorkQueue({
    clock,
    reconcile: (key, requeueAfter) => controller.reconcile(key, requeueAfter),
    onError: (key, error) =>
      log(`${controller.name} ${key}: ${error instanceof Error ? error.message : String(error)}`),
  });
  const stops = Object.entries(controller.watches).map(([resource, keysOf]) => {
    const enqueue = (event: WatchEvent): void => {
      for (const key of keysOf(event.object, event)) queue.add(key);
    };
    for (const object of store.list(resource)) enqueue({ type: 'ADDED', object });
    return store.subscribe(resource, enqueue);
  });
  if (controller.listen) stops.push(controller.listen((key) => queue.add(key)));
  return () => {
    for (const stop of stops) stop();
    queue.stop();
  };
}

/** `namespace/name`, or the name of an object without a namespace. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The namespace and the name of a key, in the order in which the store takes them. */
export function splitKey(key: string): [namespace: string | undefined, name: string] {
  const slash = key.indexOf('/');
  return slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
}

/** The watch of the object that a key names. */
export const itself = (object: KubeObject): string[] => [keyOf(object)];

/** The watch of an object's controller, when that is of the given kind. */
export const ownerOfKind =
  (kind: string) =>
  (object: KubeObject): string[] => {
    const owner = object.metadata.ownerReferences?.find((reference) => reference.controller);
    return owner?.kind === kind ? [`${object.metadata.namespace}/${owner.name}`] : [];
  };
