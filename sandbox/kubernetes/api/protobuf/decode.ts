import { readFileSync } from 'node:fs';
import { moduleName, SCHEMA_PREFIXES, schemaName } from '../../resources/modules.ts';
import { formatQuantity, parseQuantity } from '../../resources/quantity.ts';
import { type Shape, shape } from '../../resources/shape.ts';
import { StatusError } from '../../store/status-error.ts';
import { malformed, type WireField, wireFields } from './wire.ts';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** The magic prefix of a `runtime.Unknown` message. */
const MAGIC = Buffer.from('k8s\0');

type Fields = Record<string, unknown>;
/** By message name: the field names in the order of their numbers. */
type Messages = Readonly<Record<string, readonly (string | null)[]>>;

let messages: Readonly<Record<string, Messages>> | undefined;

/** A typed object in Kubernetes' protobuf envelope, as plain data. @throws StatusError BadRequest */
export function decodeProtobuf(body: Buffer): Fields {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) throw malformed();
  const [typeMeta, raw] = members(body.subarray(MAGIC.length), 2);
  const [apiVersion, kind] = members(buffer(typeMeta), 2).map((value) => buffer(value).toString());
  const [version = '', group = ''] = apiVersion!.split('/').reverse();
  // DeleteOptions and the like travel in the version of the object that they are about.
  const name =
    kind === 'DeleteOptions' ? `${SCHEMA_PREFIXES['meta/v1']}.${kind}` : schemaName({ group, version, kind: kind! });
  if (kind === 'DeleteOptions' || SCHEMA_PREFIXES[moduleName({ group, version })]) {
    return { apiVersion, kind, ...message(buffer(raw), shape(name)) };
  }
  throw new StatusError('BadRequest', `no kind "${kind}" is registered for version "${apiVersion}"`);
}

/** The values of a message's first fields. */
function members(bytes: Buffer, count: number): (WireField['value'] | undefined)[] {
  const values = Array.from<WireField['value'] | undefined>({ length: count });
  for (const { number, value } of wireFields(bytes)) if (number <= count) values[number - 1] = value;
  return values;
}

function buffer(value: WireField['value'] | undefined): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  if (typeof value === 'bigint') throw malformed();
  return value;
}

/** @param schema the full name of the message's schema */
function fieldNames(schema: string): readonly (string | null)[] {
  messages ??= JSON.parse(readFileSync(new URL('./generated/fields.json', import.meta.url), 'utf8')) as Record<
    string,
    Messages
  >;
  const dot = schema.lastIndexOf('.');
  const module = Object.keys(SCHEMA_PREFIXES).find((path) => SCHEMA_PREFIXES[path] === schema.slice(0, dot));
  return messages[module ?? '']?.[schema.slice(dot + 1)] ?? [];
}

function message(bytes: Buffer, owner: Shape, schema = owner.schemaName): Fields {
  const names = fieldNames(schema);
  const result: Fields = {};
  for (const { number, value } of wireFields(bytes)) {
    const name = names[number - 1];
    if (!name) continue;
    if (name.startsWith('+')) {
      Object.assign(result, message(buffer(value), owner, schema.replace(/\w+$/, name.slice(1))));
      continue;
    }
    const [plain, omitted] = name.endsWith('?') ? [name.slice(0, -1), true] : [name, false];
    const field = owner.member(plain);
    if (field) collect(result, plain, value, field);
    // Protobuf has the zero of a Go field that is no pointer; in JSON it is absent.
    if (omitted && !result[plain]) delete result[plain];
  }
  return result;
}

function collect(result: Fields, name: string, value: WireField['value'], field: Shape): void {
  if (field.kind === 'list') {
    result[name] = [...((result[name] as unknown[] | undefined) ?? []), scalar(value, field.items)];
  } else if (field.kind === 'map') {
    const [key, item] = members(buffer(value), 2);
    result[name] = {
      ...(result[name] as Fields),
      [buffer(key).toString()]: scalar(item ?? Buffer.alloc(0), field.items),
    };
  } else {
    const read = scalar(value, field);
    // Go writes empty strings where JSON leaves the field out.
    if (read !== '' && read !== undefined) result[name] = read;
  }
}

function scalar(value: WireField['value'], field: Shape): unknown {
  switch (field.kind) {
    case 'boolean':
      return value !== 0n;
    case 'integer':
      return Number(BigInt.asIntN(64, value as bigint));
    case 'bytes':
      return buffer(value).toString('base64');
    case 'quantity':
      return formatQuantity(parseQuantity(buffer(members(buffer(value), 1)[0]).toString() || '0'));
    case 'int-or-string':
      return intOrString(buffer(value));
    case 'time':
      return time(buffer(value));
    case 'open':
      return JSON.parse(buffer(members(buffer(value), 1)[0]).toString() || '{}');
    case 'object':
      return message(buffer(value), field);
    default:
      return buffer(value).toString();
  }
}

function intOrString(bytes: Buffer): number | string {
  const [type, number, text] = members(bytes, 3);
  return type === 1n ? buffer(text).toString() : Number(BigInt.asIntN(64, (number as bigint | undefined) ?? 0n));
}

function time(bytes: Buffer): string | undefined {
  const [seconds] = members(bytes, 2);
  if (seconds === undefined) return undefined;
  return `${new Date(Number(BigInt.asIntN(64, seconds as bigint)) * 1000).toISOString().slice(0, 19)}Z`;
}
