import type { KubeObject } from '../../object.ts';
import { decode } from '../../resources/decode.ts';
import { SCHEMA_PREFIXES } from '../../resources/modules.ts';
import { shape } from '../../resources/shape.ts';
import { formatLabelSelector } from '../../store/selectors.ts';
import { conflict, STALE, StatusError } from '../../store/status-error.ts';
import { mediaType, parseBody, parseJson, requireObject } from '../body.ts';
import type { ApiContext, ResourceHandler } from '../context.ts';
import { HEADERS } from '../negotiate.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { persistChange } from '../persist.ts';
import { existing } from '../read.ts';
import type { Target } from '../target.ts';
import { type WriteOptions, writeOptions } from '../write-options.ts';

interface Scale {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly spec?: { readonly replicas?: number };
}

/** The `autoscaling/v1` Scale of a Deployment, ReplicaSet or StatefulSet. */
function scaleOf({ metadata, spec, status }: KubeObject): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas },
    status: { replicas: status?.replicas ?? 0, selector: formatLabelSelector(spec.selector) },
  };
}

export const getScale: ResourceHandler = (context, target) => ({
  headers: HEADERS,
  body: scaleOf(existing(context, target)),
});

export const updateScale: ResourceHandler = (context, target, request) => {
  const changed = rescale(context, target, parseBody(request), writeOptions(request));
  return { headers: HEADERS, body: scaleOf(changed) };
};

export const patchScale: ResourceHandler = (context, target, request) => {
  const current = scaleOf(existing(context, target));
  const patch = parseJson(request.body);
  const json = mediaType(request) === 'application/json-patch+json';
  const result = json ? jsonPatch(current, patch) : mergePatch(current, requireObject(patch));
  return { headers: HEADERS, body: scaleOf(rescale(context, target, requireObject(result), writeOptions(request))) };
};

function rescale(
  context: ApiContext,
  target: Target,
  body: Record<string, unknown>,
  options: WriteOptions,
): KubeObject {
  const { metadata, spec } = decode<Scale>(body, shape(`${SCHEMA_PREFIXES['autoscaling/v1']}.Scale`)).value;
  const current = existing(context, target);
  const version = metadata?.resourceVersion;
  if (version && version !== current.metadata.resourceVersion) throw conflict(target.type, target.name!, STALE);
  const replicas = spec?.replicas ?? 0;
  if (replicas < 0) {
    const message = `Scale.autoscaling "${target.name}" is invalid: spec.replicas: Invalid value: ${replicas}: must be greater than or equal to 0`;
    throw new StatusError('Invalid', message);
  }
  return persistChange(context, target, { ...current, spec: { ...current.spec, replicas } }, current, options);
}
