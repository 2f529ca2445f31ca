import type { KubeObject } from '../object.ts';
import { toStored } from '../resources/conversions.ts';
import { decode } from '../resources/decode.ts';
import { shapeOf } from '../resources/type-shape.ts';
import { groupVersion, type ServedType } from '../resources/types.ts';
import { StatusError } from '../store/status-error.ts';
import type { WriteOptions } from './write-options.ts';

/** A client's object in its stored version, and the warnings for the client. */
export interface Intake {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** How the caller words the refusal of unknown fields. */
export type Refusal = (complaint: string) => StatusError;

/** @throws StatusError BadRequest for another kind, a value of the wrong type, or an unknown field under strict validation */
export function takeIn(
  type: ServedType,
  body: Record<string, unknown>,
  { fieldValidation }: Pick<WriteOptions, 'fieldValidation'>,
  refuse: Refusal = (complaint) => cannotBeHandled(type, complaint),
): Intake {
  checkKind(type, body);
  const { value, unknown } = decodeAs(type, body);
  const complaints = unknown.map((path) => `unknown field "${path}"`);
  if (complaints.length > 0 && fieldValidation === 'Strict') {
    throw refuse(`strict decoding error: ${complaints.join(', ')}`);
  }
  const object = toStored(type, { ...value, apiVersion: groupVersion(type), kind: type.kind });
  object.metadata ??= {} as KubeObject['metadata'];
  return { object, warnings: fieldValidation === 'Warn' ? complaints : [] };
}

function decodeAs(type: ServedType, body: Record<string, unknown>) {
  try {
    return decode<KubeObject>(body, shapeOf(type));
  } catch (error) {
    if (error instanceof StatusError) throw cannotBeHandled(type, error.message);
    throw error;
  }
}

function cannotBeHandled({ kind, version }: ServedType, complaint: string): StatusError {
  return new StatusError('BadRequest', `${kind} in version "${version}" cannot be handled as a ${kind}: ${complaint}`);
}

function checkKind(type: ServedType, body: Record<string, unknown>): void {
  const apiVersion = body.apiVersion ?? undefined;
  const kind = body.kind ?? undefined;
  for (const [field, value] of Object.entries({ apiVersion, kind })) {
    if (value !== undefined && typeof value !== 'string') {
      const text = `json: cannot unmarshal ${goKind(value)} into Go struct field .${field} of type string`;
      throw new StatusError('BadRequest', `couldn't get version/kind; json parse error: ${text}`);
    }
  }
  const expected = groupVersion(type);
  if (apiVersion !== undefined && apiVersion !== expected) {
    throw new StatusError(
      'BadRequest',
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  if (kind === undefined || kind === type.kind) return;
  const internal = type.group === '' ? '"" ' : `"${type.group}" `;
  throw new StatusError(
    'BadRequest',
    `${kind} in version "${type.version}" cannot be handled as a ${type.kind}: no kind "${kind}" is registered for version ${internal.trim()}/${type.version}`,
  );
}

/** The type of a JSON value as Go's decoder calls it. */
function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
