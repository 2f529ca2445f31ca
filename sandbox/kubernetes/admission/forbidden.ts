import type { NewObject } from '../object.ts';
import { StatusError } from '../store/status-error.ts';

/** As admission plugins refuse an object: `pods "x" is forbidden: …`. */
export function forbidden(resource: string, { metadata }: NewObject, why: string): StatusError {
  const name = metadata.name ?? metadata.generateName ?? '';
  return new StatusError('Forbidden', `${resource} "${name}" is forbidden: ${why}`, { name, kind: resource });
}
