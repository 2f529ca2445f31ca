import type { ApiRequest } from '../../../core/http.ts';
import { applyConfiguration } from '../../managed/apply.ts';
import type { KubeObject } from '../../object.ts';
import { toServed } from '../../resources/conversions.ts';
import { goValue } from '../../resources/go-value.ts';
import { shapeOf } from '../../resources/type-shape.ts';
import type { ServedType } from '../../resources/types.ts';
import { StatusError } from '../../store/status-error.ts';
import { mediaType, parseJson, parseYaml, requireObject, unsupported } from '../body.ts';
import type { ApiContext, ResourceHandler } from '../context.ts';
import { type Refusal, takeIn } from '../intake.ts';
import { persistChange, persistNew, writer } from '../persist.ts';
import { existing } from '../read.ts';
import { objectReply } from '../render.ts';
import type { Target } from '../target.ts';
import { withWarnings } from '../write.ts';
import { type WriteOptions, writeOptions } from '../write-options.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic.ts';

const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

type Patcher = (current: Record<string, unknown>, patch: unknown, type: ServedType) => unknown;

const PATCHERS: Readonly<Record<string, Patcher>> = {
  'application/json-patch+json': (current, patch) => jsonPatch(current, patch),
  'application/merge-patch+json': (current, patch) => mergePatch(current, requireObject(patch)),
  [STRATEGIC]: (current, patch, type) => strategicMergePatch(current, requireObject(patch), shapeOf(type)),
};

/** The media types of patches that the type takes. */
export function patchTypes({ custom }: ServedType): string[] {
  const types = [...Object.keys(PATCHERS), APPLY];
  return custom ? types.filter((type) => type !== STRATEGIC) : types;
}

export const patchObject: ResourceHandler = (context, target, request) => {
  const options = writeOptions(request);
  const format = mediaType(request);
  const accepted = patchTypes(target.type);
  if (!accepted.includes(format)) throw unsupported(accepted);
  if (format === APPLY) return applyObject(context, target, request, options);
  const current = existing(context, target);
  const { object, warnings } = patched(target.type, current, request, options);
  const updated = persistChange(context, target, object, current, options);
  return withWarnings(objectReply(context, request, target.type, updated), warnings);
};

/** The current object with the request's patch applied (any type except apply), validated like a complete object. */
export function patched(type: ServedType, current: KubeObject, request: ApiRequest, options: WriteOptions) {
  const patch = parseJson(request.body);
  const patcher = PATCHERS[mediaType(request)];
  if (!patcher) throw unsupported(Object.keys(PATCHERS));
  const result = requireObject(patcher(toServed(type, current), patch, type));
  const strategic = patcher === PATCHERS[STRATEGIC];
  return takeIn(type, result, options, invalidPatch(strategic ? goValue(patch) : JSON.stringify(result)));
}

/** How unknown fields of a patched object are refused. @param shown the patched object, or a strategic patch itself */
function invalidPatch(shown: string): Refusal {
  return (complaint) => {
    const message = `Invalid value: ${JSON.stringify(shown)}: ${complaint}`;
    const causes = [{ reason: 'FieldValueInvalid', message, field: 'patch' }];
    return new StatusError('Invalid', ` "" is invalid: patch: ${message}`, { causes });
  };
}

function applyObject(context: ApiContext, target: Target, request: ApiRequest, options: WriteOptions) {
  if (!request.query.get('fieldManager')) {
    const message = 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch';
    throw new StatusError('Invalid', message);
  }
  const { type, namespace, name } = target;
  const body = requireObject(parseYaml(request.body));
  const { object } = takeIn(type, body, { fieldValidation: 'Strict' }, (complaint) => undeclared(target, complaint));
  if (object.metadata.managedFields) {
    throw new StatusError('BadRequest', 'metadata.managedFields must be nil');
  }
  if (type.subresources.includes('status') && target.subresource !== 'status') delete object.status;
  object.metadata = { ...object.metadata, name: object.metadata.name ?? name!, ...(namespace && { namespace }) };
  const live = context.store.get(type.name, namespace, name!);
  const result = applyConfiguration(type, live, object, { ...writer(context, target, options), force: options.force });
  const applied = { ...options, applied: true };
  if (!live) return objectReply(context, request, type, persistNew(context, target, result, applied), 201);
  return objectReply(context, request, type, persistChange(context, target, result, live, applied));
}

function undeclared({ namespace, type, name }: Target, complaint: string): StatusError {
  const what = `${namespace ? `${namespace}/` : '/'}${name}; ${type.group ? `${type.group}/` : ''}${type.version}, Kind=${type.kind}`;
  const fields = [...complaint.matchAll(/unknown field "([^"]+)"/g)].map(
    ([, path]) => `.${path}: field not declared in schema`,
  );
  const message = `failed to create typed patch object (${what}): ${fields.length > 1 ? `errors:\n  ${fields.join('\n  ')}` : fields[0]}`;
  return new StatusError('BadRequest', message);
}
