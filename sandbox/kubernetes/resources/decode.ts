import { StatusError } from '../store/status-error.ts';
import { canonicalQuantity, QuantityError } from './quantity.ts';
import { keepsUnknown, type Shape, type ShapeKind } from './shape.ts';

/** An object as the server takes it in, and the paths of the fields that it does not know and left out. */
export interface Decoded<T> {
  readonly value: T;
  readonly unknown: readonly string[];
}

/** @internal what a scalar may be in JSON, and the Go type that errors name. */
const SCALARS: Readonly<
  Partial<Record<ShapeKind, { readonly accepts: (value: unknown) => boolean; readonly go: string }>>
> = {
  boolean: { accepts: (value) => typeof value === 'boolean', go: 'bool' },
  bytes: { accepts: (value) => typeof value === 'string', go: '[]uint8' },
  'int-or-string': {
    accepts: (value) => Number.isInteger(value) || typeof value === 'string',
    go: 'intstr.IntOrString',
  },
  integer: { accepts: Number.isSafeInteger, go: 'int32' },
  string: { accepts: (value) => typeof value === 'string', go: 'string' },
  time: { accepts: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)), go: 'v1.Time' },
};

/**
 * Reads JSON data as Go's decoder reads it into a kind's struct: nulls and unknown fields fall away, quantities take their
 * canonical form. @throws StatusError BadRequest for a value of the wrong type
 */
export function decode<T>(value: unknown, shape: Shape): Decoded<T> {
  const unknown: string[] = [];
  const walk = new Decoder(unknown);
  return { value: walk.value(value, shape, '', '') as T, unknown };
}

class Decoder {
  readonly #unknown: string[];

  constructor(unknown: string[]) {
    this.#unknown = unknown;
  }

  /** @param owner the Go struct that holds the value, as errors name it */
  value(value: unknown, shape: Shape, path: string, owner: string): unknown {
    switch (shape.kind) {
      case 'open':
        return value;
      case 'quantity':
        return quantity(value);
      case 'list':
        return this.#list(value, shape, path, owner);
      case 'map':
      case 'object':
        return this.#object(value, shape, path, owner);
    }
    const { accepts, go } = SCALARS[shape.kind]!;
    if (!accepts(value)) throw mismatch(value, path, owner, go);
    if (shape.kind === 'bytes') checkBase64(value as string);
    return value;
  }

  #list(value: unknown, shape: Shape, path: string, owner: string): unknown[] {
    if (!Array.isArray(value)) throw mismatch(value, path, owner, `[]${goName(shape.items)}`);
    return value.map((item, index) => this.value(item, shape.items, `${path}[${index}]`, owner));
  }

  #object(value: unknown, shape: Shape, path: string, owner: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw mismatch(value, path, owner, shape.kind === 'map' ? `map[string]${goName(shape.items)}` : goName(shape));
    }
    const result: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(value)) {
      const where = path === '' ? name : `${path}.${name}`;
      const member = shape.member(name);
      if (name !== '__proto__' && member === undefined && keepsUnknown(shape.schema)) result[name] = item;
      else if (member === undefined || name === '__proto__') this.#unknown.push(where);
      else if (item !== null && item !== undefined) result[name] = this.value(item, member, where, shape.type || owner);
    }
    // In Go a specification is a struct, which is never absent.
    if (shape.member('spec')?.kind === 'object') result.spec ??= {};
    return result;
  }
}

function goName(shape: Shape): string {
  return shape.kind === 'object' ? `v1.${shape.type || 'Object'}` : (SCALARS[shape.kind]?.go ?? shape.kind);
}

function mismatch(value: unknown, path: string, owner: string, go: string): StatusError {
  const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const shown = found === 'number' && !Number.isInteger(value) ? `number ${value}` : found;
  const field = path.replace(/\[\d+\]/g, '');
  return new StatusError(
    'BadRequest',
    `json: cannot unmarshal ${shown} into Go struct field ${owner}.${field} of type ${go}`,
  );
}

function quantity(value: unknown): string {
  try {
    if (typeof value === 'string' || typeof value === 'number') return canonicalQuantity(value);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
  }
  throw new StatusError('BadRequest', new QuantityError().message);
}

function checkBase64(text: string): void {
  const bad = text.replace(/[\r\n]/g, '').search(/[^A-Za-z0-9+/=]|=[^=]/);
  const length = text.replace(/[\r\n]/g, '').length;
  if (bad < 0 && length % 4 === 0) return;
  throw new StatusError('BadRequest', `illegal base64 data at input byte ${bad < 0 ? length - (length % 4) : bad}`);
}
