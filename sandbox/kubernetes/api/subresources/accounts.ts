import { decode } from '../../resources/decode.ts';
import { SCHEMA_PREFIXES } from '../../resources/modules.ts';
import { shape } from '../../resources/shape.ts';
import { timestamp } from '../../time.ts';
import { parseBody } from '../body.ts';
import type { ResourceHandler } from '../context.ts';
import { takeIn } from '../intake.ts';
import { HEADERS } from '../negotiate.ts';
import { persistChange } from '../persist.ts';
import { existing } from '../read.ts';
import { objectReply } from '../render.ts';
import { writeOptions } from '../write-options.ts';

interface TokenRequest {
  readonly spec?: { readonly audiences?: readonly string[]; readonly expirationSeconds?: number };
}

/** `serviceaccounts/token`: a token by its looks only; no API of the sandbox accepts it. */
export const requestToken: ResourceHandler = (context, target, request) => {
  const account = existing(context, target);
  const schema = shape(`${SCHEMA_PREFIXES['authentication/v1']}.TokenRequest`);
  const { spec = {} } = decode<TokenRequest>(parseBody(request), schema).value;
  const now = context.world.clock.now();
  const expirationSeconds = spec.expirationSeconds ?? 3600;
  const audiences = spec.audiences ?? ['https://container.googleapis.com/v1'];
  const claims = {
    aud: audiences,
    exp: Math.floor(now / 1000) + expirationSeconds,
    iat: Math.floor(now / 1000),
    sub: `system:serviceaccount:${target.namespace}:${target.name}`,
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { name, namespace, uid } = account.metadata;
  return {
    status: 201,
    headers: HEADERS,
    body: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, creationTimestamp: timestamp(now) },
      spec: { audiences, expirationSeconds, boundObjectRef: null },
      status: {
        token: `${part({ alg: 'none', typ: 'JWT' })}.${part({ ...claims, uid })}.`,
        expirationTimestamp: timestamp(now + expirationSeconds * 1000),
      },
    },
  };
};

/** `namespaces/finalize`: the only way to a namespace's own finalizers. */
export const finalize: ResourceHandler = (context, target, request) => {
  const options = writeOptions(request);
  const { object } = takeIn(target.type, parseBody(request), options);
  const current = existing(context, target);
  const next = { ...current, spec: { ...current.spec, finalizers: object.spec?.finalizers ?? [] } };
  return objectReply(context, request, target.type, persistChange(context, target, next, current, options));
};
