import { manageCreate, manageUpdate, type Writer } from '../managed/managed-fields.ts';
import type { KubeObject } from '../object.ts';
import { storedType } from '../resources/conversions.ts';
import { applyDefaults } from '../resources/defaults.ts';
import { throwInvalid } from '../resources/field-error.ts';
import { strategyOf } from '../resources/strategies.ts';
import { storedShape } from '../resources/type-shape.ts';
import { validate } from '../resources/validate.ts';
import { copy } from '../store/json.ts';
import { notFound, qualified, StatusError } from '../store/status-error.ts';
import { type ApiContext, USER } from './context.ts';
import type { Target } from './target.ts';
import type { WriteOptions } from './write-options.ts';

/** Default, admit, validate and store a new object. @throws StatusError */
export function persistNew(context: ApiContext, target: Target, input: KubeObject, options: WriteOptions): KubeObject {
  const { store } = context;
  const type = storedType(target.type);
  checkPlace(target, input);
  checkNamespace(context, target, input.metadata.name ?? '');
  const {
    uid: _uid,
    generation: _generation,
    creationTimestamp: _created,
    resourceVersion,
    ...metadata
  } = input.metadata;
  if (resourceVersion)
    throw new StatusError('BadRequest', 'resourceVersion should not be set on objects to be created');
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  const object = { ...input, metadata: { ...metadata, ...(target.namespace && { namespace: target.namespace }) } };
  if (type.subresources.includes('status')) {
    if (type.custom) delete (object as Partial<KubeObject>).status;
    else (object as Partial<KubeObject>).status = {};
  }
  applyDefaults(object, storedShape(type));
  const draft = object as KubeObject;
  strategyOf(type.name).create?.(draft, store);
  const admitted = admit(context, target, draft, 'CREATE');
  throwInvalid(type, draft.metadata.name ?? '', validate(type, admitted, storedShape(type)));
  const managed = options.applied ? admitted : manageCreate(type, admitted, writer(context, target, options));
  const create = (): KubeObject => store.create(type.name, managed);
  return options.dryRun ? store.rehearse(create) : create();
}

/** Default, admit, validate and store a changed object. @throws StatusError */
export function persistChange(
  context: ApiContext,
  target: Target,
  input: KubeObject,
  old: KubeObject,
  options: WriteOptions,
): KubeObject {
  const { store } = context;
  const type = storedType(target.type);
  checkPlace(target, input);
  checkIdentity(target, input, old);
  const object = target.subresource === 'status' ? { ...old, status: input.status } : { ...input };
  object.metadata = { ...(target.subresource === 'status' ? old : input).metadata };
  object.metadata.resourceVersion = input.metadata.resourceVersion;
  if (target.namespace) object.metadata.namespace = target.namespace;
  if (!target.subresource && type.subresources.includes('status')) object.status = old.status;
  if (!target.subresource) applyDefaults(object, storedShape(type));
  if (!target.subresource) strategyOf(type.name).update?.(object, old, store);
  const admitted = target.subresource ? object : admit(context, target, object, 'UPDATE');
  const errors = validate(type, admitted, storedShape(type));
  // Objects from controllers are not defaulted.
  const before = copy(old);
  applyDefaults(before, storedShape(type));
  strategyOf(type.name).validateUpdate?.(admitted, before, errors);
  throwInvalid(type, object.metadata.name, errors);
  const managed = options.applied ? admitted : manageUpdate(type, admitted, old, writer(context, target, options));
  const update = (): KubeObject => store.update(type.name, managed);
  return options.dryRun ? store.rehearse(update) : update();
}

export function writer({ world }: ApiContext, { subresource }: Target, { fieldManager }: WriteOptions): Writer {
  return { manager: fieldManager, now: world.clock.now(), ...(subresource && { subresource }) };
}

function admit(context: ApiContext, target: Target, object: KubeObject, operation: 'CREATE' | 'UPDATE'): KubeObject {
  const { username, groups } = USER;
  const request = { resource: target.type.name, operation, namespace: target.namespace, user: username, groups };
  return context.admit(object, request) as KubeObject;
}

/** The body and the path must speak of the same object. */
function checkPlace({ namespace, name }: Target, { metadata }: KubeObject): void {
  if (metadata.namespace && namespace && metadata.namespace !== namespace) {
    throw new StatusError(
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  if (name && metadata.name !== name) {
    const message = `the name of the object (${metadata.name ?? ''}) does not match the name on the URL (${name})`;
    throw new StatusError('BadRequest', message);
  }
}

function checkIdentity({ type }: Target, { metadata }: KubeObject, old: KubeObject): void {
  if (metadata.uid && metadata.uid !== old.metadata.uid) {
    throw new StatusError(
      'Conflict',
      `Operation cannot be fulfilled on ${qualified(type)} "${old.metadata.name}": StorageError: invalid object, Code: 4, Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${old.metadata.uid}`,
    );
  }
  if (!type.custom || metadata.resourceVersion) return;
  throw new StatusError(
    'Invalid',
    `${type.kind}.${type.group} "${old.metadata.name}" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update`,
  );
}

function checkNamespace({ store }: ApiContext, { type, namespace }: Target, name: string): void {
  if (namespace === undefined) return;
  const found = store.get('namespaces', undefined, namespace);
  if (!found) throw notFound({ group: '', name: 'namespaces' }, namespace);
  if (found.status?.phase !== 'Terminating') return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw new StatusError('Forbidden', `${qualified(type)} "${name}" is forbidden: ${why}`, {
    name,
    kind: type.name,
    causes: [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  });
}
