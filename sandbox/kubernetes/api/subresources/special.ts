import type { ResourceHandler } from '../context.ts';
import { patchObject } from '../patch/patch.ts';
import { getObject } from '../read.ts';
import type { Verb } from '../target.ts';
import { updateObject } from '../write.ts';

/** What is not plain reading and writing of stored objects, by `plural/subresource` or `group/plural`. */
export const SPECIAL: Readonly<Record<string, Partial<Record<Verb, ResourceHandler>>>> = {
  '*/status': { get: getObject, patch: patchObject, update: updateObject },
};
