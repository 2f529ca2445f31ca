import type { ApiReply } from '../../core/http.ts';
import { parseBody } from './body.ts';
import type { ResourceHandler } from './context.ts';
import { takeIn } from './intake.ts';
import { persistChange, persistNew } from './persist.ts';
import { existing } from './read.ts';
import { objectReply } from './render.ts';
import { writeOptions } from './write-options.ts';

export const createObject: ResourceHandler = (context, target, request) => {
  const options = writeOptions(request);
  const { object, warnings } = takeIn(target.type, parseBody(request), options);
  const created = persistNew(context, target, object, options);
  return withWarnings(objectReply(context, request, target.type, created, 201), warnings);
};

export const updateObject: ResourceHandler = (context, target, request) => {
  const options = writeOptions(request);
  const { object, warnings } = takeIn(target.type, parseBody(request), options);
  const updated = persistChange(context, target, object, existing(context, target), options);
  return withWarnings(objectReply(context, request, target.type, updated), warnings);
};

/** Adds the warnings that clients print. */
export function withWarnings(reply: ApiReply, warnings: readonly string[]): ApiReply {
  if (warnings.length === 0) return reply;
  const header = warnings.map((warning) => `299 - ${JSON.stringify(warning)}`).join(', ');
  return { ...reply, headers: { ...reply.headers, warning: header } };
}
