import { applyPatch, type Operation, Pointer } from 'rfc6902';
import { copy, same } from '../../store/json.ts';
import { StatusError } from '../../store/status-error.ts';

/** Here the document lies while it is patched, so that an operation on the whole of it has a place to be done in. */
const ROOT = '/document';

interface Desk {
  document: unknown;
}

type Step = (desk: Desk, operation: Record<string, unknown>) => readonly Operation[];

/**
 * Each operation as the additions and removals that it stands for (RFC 6902, section 4): what is moved is read before it
 * is removed, and its new place is looked for after that.
 */
const STEPS: Readonly<Record<string, Step>> = {
  add: (_, { path, value }) => [add(path, value)],
  remove: (desk, { path }) => [remove(desk, path)],
  replace: (desk, { path, value }) => [remove(desk, path), add(path, value)],
  copy: (desk, { path, from }) => [add(path, find(desk, from))],
  move: (desk, { path, from }) => {
    const moved = find(desk, from);
    if (placed(path).startsWith(`${placed(from)}/`)) throw refused();
    return [remove(desk, from), add(path, moved)];
  },
  test: (desk, { path, value }) => {
    if (!same(find(desk, path), value)) throw refused();
    return [];
  },
};

/**
 * RFC 6902, refused as the API server does: it does not tell which operation was wrong, or why.
 * @throws StatusError Invalid when an operation cannot be done, BadRequest when it is no patch
 */
export function jsonPatch(document: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) {
    const found = operations === null ? 'null' : typeof operations;
    throw new StatusError('BadRequest', `json: cannot unmarshal ${found} into Go value of type jsonpatch.Patch`);
  }
  const desk: Desk = { document: copy(document) };
  for (const operation of operations) {
    const { op } = { ...operation };
    const steps = Object.hasOwn(STEPS, op) ? STEPS[op]!(desk, operation) : undefined;
    if (!steps || applyPatch(desk, [...steps]).some((failure) => failure !== null)) throw refused();
  }
  return desk.document;
}

function add(path: unknown, value: unknown): Operation {
  if (value === undefined) throw refused();
  return { op: 'add', path: placed(path), value };
}

function remove(desk: Desk, path: unknown): Operation {
  find(desk, path);
  return { op: 'remove', path: placed(path) };
}

function placed(path: unknown): string {
  if (typeof path !== 'string' || !/^(\/|$)/.test(path) || /\/__proto__(\/|$)/.test(path)) throw refused();
  return ROOT + path;
}

/** The value at the path. @throws StatusError if there is none */
function find(desk: Desk, path: unknown): unknown {
  const { tokens } = Pointer.fromJSON(placed(path));
  return tokens.slice(1).reduce((holder: unknown, key) => {
    const held = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key);
    if (!held || (Array.isArray(holder) && !/^\d+$/.test(key))) throw refused();
    return (holder as Record<string, unknown>)[key];
  }, desk);
}

function refused(): StatusError {
  return new StatusError('Invalid', 'the server rejected our request due to an error in our request', {});
}
