import { copy, same } from '../../store/json.ts';
import { StatusError } from '../../store/status-error.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

type Container = Record<string, unknown> | unknown[];

/** RFC 6902. @throws StatusError Invalid when an operation cannot be done */
export function jsonPatch(document: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw new StatusError('BadRequest', 'a JSON patch must be a list of operations');
  let root = copy(document);
  for (const operation of operations as Operation[]) root = applied(root, operation);
  return root;
}

function applied(root: unknown, { op, path, from, value }: Operation): unknown {
  switch (op) {
    case 'add':
      return add(root, path, copy(value));
    case 'remove':
      return remove(root, path);
    case 'replace':
      read(root, path);
      return path === '' ? copy(value) : add(remove(root, path), path, copy(value));
    case 'move':
      return add(remove(root, from ?? ''), path, read(root, from ?? ''));
    case 'copy':
      return add(root, path, copy(read(root, from ?? '')));
    case 'test':
      if (same(read(root, path) ?? null, value ?? null)) return root;
      throw impossible(`testing value ${path} failed`);
    default:
      throw impossible(`Unexpected kind: ${op}`);
  }
}

function segments(path: unknown): string[] {
  if (typeof path !== 'string' || (path !== '' && !path.startsWith('/'))) throw impossible(`invalid path ${path}`);
  const parts = path.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The container that holds the last segment. */
function parent(root: unknown, path: string): { holder: Container; key: string } {
  const parts = segments(path);
  const key = parts.pop()!;
  let holder = root;
  for (const part of parts) holder = member(holder, part, path);
  if (typeof holder !== 'object' || holder === null || key === '__proto__') throw missing(path);
  return { holder: holder as Container, key };
}

function member(holder: unknown, key: string, path: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) throw missing(path);
  return (holder as Record<string, unknown>)[key];
}

function read(root: unknown, path: string): unknown {
  return segments(path).reduce((holder, key) => member(holder, key, path), root);
}

function add(root: unknown, path: string, value: unknown): unknown {
  if (path === '') return value;
  const { holder, key } = parent(root, path);
  if (!Array.isArray(holder)) holder[key] = value;
  else holder.splice(key === '-' ? holder.length : position(key, holder.length, path), 0, value);
  return root;
}

function remove(root: unknown, path: string): unknown {
  const { holder, key } = parent(root, path);
  member(holder, key, path);
  if (Array.isArray(holder)) holder.splice(position(key, holder.length - 1, path), 1);
  else delete holder[key];
  return root;
}

function position(key: string, last: number, path: string): number {
  const index = Number(key);
  if (!/^\d+$/.test(key) || index > last) throw missing(path);
  return index;
}

function missing(path: string): StatusError {
  return impossible(`the path ${JSON.stringify(path)} does not exist in the object`);
}

function impossible(complaint: string): StatusError {
  return new StatusError('Invalid', `the server rejected our request due to an error in our request: ${complaint}`);
}
