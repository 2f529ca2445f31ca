import type { ApiRequest } from '../../core/http.ts';
import type { KubeObject } from '../object.ts';
import { decode } from '../resources/decode.ts';
import { shape } from '../resources/shape.ts';
import { conflict, StatusError } from '../store/status-error.ts';
import { parseBody } from './body.ts';
import type { ApiContext, ResourceHandler } from './context.ts';
import { HEADERS } from './negotiate.ts';
import { integer } from './query.ts';
import { existing, selectorsOf } from './read.ts';
import { listReply, objectReply } from './render.ts';
import type { Target } from './target.ts';
import { writeOptions } from './write-options.ts';

interface DeleteRequest {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

/** The finalizers that keep a deleted object until the garbage collector has handled its dependents. */
const FINALIZERS: Readonly<Record<string, string>> = { Foreground: 'foregroundDeletion', Orphan: 'orphan' };

/** Types of which a delete answers the object that is gone and not just a Status. */
const ANSWERED = new Set(['persistentvolumeclaims', 'pods', 'resourcequotas', 'serviceaccounts', 'services']);

/** The namespaces that the admission plugin NamespaceLifecycle protects. */
const IMMORTAL = new Set(['default', 'kube-public', 'kube-system']);

export const deleteObject: ResourceHandler = (context, target, request) => {
  const options = deleteOptions(request);
  const object = existing(context, target);
  checkPreconditions(target, object, options);
  const deleted = remove(context, target, object, options);
  const gone = deleted.metadata.resourceVersion !== object.metadata.resourceVersion && !isHeld(context, target);
  if (!gone || ANSWERED.has(target.type.name)) return objectReply(context, request, target.type, deleted);
  const { name, uid } = object.metadata;
  const { group, name: kind } = target.type;
  const details = { name, ...(group !== '' && { group }), kind, uid };
  return { headers: HEADERS, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
};

export const deleteCollection: ResourceHandler = (context, target, request) => {
  const options = deleteOptions(request);
  const objects = context.store.list(target.type.name, selectorsOf(target, request.query));
  const deleted = objects.map((object) => remove(context, target, object, options));
  return listReply(context, request, target.type, deleted, { resourceVersion: String(context.store.resourceVersion) });
};

function remove({ store }: ApiContext, { type }: Target, { metadata }: KubeObject, options: DeleteRequest): KubeObject {
  const { namespace, name } = metadata;
  if (type.kind === 'Namespace' && IMMORTAL.has(name)) {
    throw new StatusError('Forbidden', `namespaces "${name}" is forbidden: this namespace may not be deleted`, {
      name,
      kind: 'namespaces',
    });
  }
  const action = (): KubeObject => {
    const finalizer = FINALIZERS[options.propagationPolicy ?? ''];
    if (finalizer) {
      store.modify(type.name, namespace, name, (draft) => {
        draft.metadata.finalizers = [...new Set([...(draft.metadata.finalizers ?? []), finalizer])];
      });
    }
    return store.delete(type.name, namespace, name, options);
  };
  return options.dryRun?.length ? store.rehearse(action) : action();
}

function isHeld({ store }: ApiContext, { type, namespace, name }: Target): boolean {
  return store.get(type.name, namespace, name!) !== undefined;
}

/** From the body, or from the query as older clients send them. @throws StatusError */
function deleteOptions(request: ApiRequest): DeleteRequest {
  const { dryRun } = writeOptions(request);
  const body = request.body.length > 0 ? parseBody(request) : {};
  const { value } = decode<DeleteRequest>(body, shape('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'));
  const gracePeriodSeconds = integer(request.query, 'gracePeriodSeconds');
  const policy = request.query.get('propagationPolicy') as DeleteRequest['propagationPolicy'];
  const options: DeleteRequest = {
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(policy !== null && { propagationPolicy: policy }),
    ...value,
    ...(dryRun && { dryRun: ['All'] }),
  };
  if (options.orphanDependents) return { ...options, propagationPolicy: 'Orphan' };
  const known = [undefined, 'Background', 'Foreground', 'Orphan'];
  if (known.includes(options.propagationPolicy)) return options;
  const message = `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "${options.propagationPolicy}": supported values: "Foreground", "Background", "Orphan", "nil"`;
  throw new StatusError('Invalid', message);
}

function checkPreconditions({ type }: Target, { metadata }: KubeObject, { preconditions = {} }: DeleteRequest): void {
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== metadata.uid) {
    const cause = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
    throw conflict(type, metadata.name, cause);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const cause = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`;
    throw conflict(type, metadata.name, cause);
  }
}
