import { type StatusCause, StatusError } from '../store/status-error.ts';
import type { ServedType } from './types.ts';

/** Collects the validation errors of an object. */
export class FieldErrorList {
  readonly causes: StatusCause[] = [];

  required(field: string, detail = ''): void {
    this.#add('FieldValueRequired', field, detail === '' ? 'Required value' : `Required value: ${detail}`);
  }

  invalid(field: string, value: unknown, detail: string): void {
    this.#add('FieldValueInvalid', field, `Invalid value: ${shown(value)}: ${detail}`);
  }

  unsupported(field: string, value: unknown, supported: readonly unknown[]): void {
    const values = supported.map((item) => `"${item}"`).join(', ');
    this.#add('FieldValueNotSupported', field, `Unsupported value: ${shown(value)}: supported values: ${values}`);
  }

  duplicate(field: string, value: unknown): void {
    this.#add('FieldValueDuplicate', field, `Duplicate value: ${shown(value)}`);
  }

  missing(field: string, value: unknown): void {
    this.#add('FieldValueNotFound', field, `Not found: ${shown(value)}`);
  }

  forbidden(field: string, detail: string): void {
    this.#add('FieldValueForbidden', field, `Forbidden: ${detail}`);
  }

  tooMany(field: string, count: number, limit: number): void {
    this.#add('FieldValueTooMany', field, `Too many: ${count}: must have at most ${limit} items`);
  }

  #add(reason: string, field: string, message: string): void {
    this.causes.push({ reason, message, field });
  }
}

/** A value in Go's notation, for the messages that print it so. */
export class GoLiteral {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function shown(value: unknown): string {
  return value instanceof GoLiteral ? value.text : JSON.stringify(value);
}

/** @throws StatusError Invalid when something is wrong: `Deployment.apps "x" is invalid: spec.replicas: …` */
export function throwInvalid(type: ServedType, name: string, { causes }: FieldErrorList): void {
  if (causes.length === 0) return;
  const lines = causes.map(({ field, message }) => `${field}: ${message}`);
  const kind = type.group === '' ? type.kind : `${type.kind}.${type.group}`;
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  throw new StatusError('Invalid', `${kind} "${name}" is invalid: ${text}`, {
    name,
    ...(type.group !== '' && { group: type.group }),
    kind: type.kind,
    causes,
  });
}
