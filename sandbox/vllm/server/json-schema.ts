import { isObject } from './fields.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Parts of a recursive schema that are deeper, or beyond this number, are left out. */
const DEEPEST = 12;
const MOST_PARTS = 10_000;

interface Walk {
  readonly root: Schema;
  /** How many parts may still follow. */
  left: number;
}

/** Texts of the formats that a string may have. */
const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  time: '00:00:00Z',
  email: 'user@example.com',
  uri: 'https://example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** A value that a JSON schema admits, as small as it can be; `pattern` is not looked at. */
export function instanceOf(schema: unknown): unknown {
  return instance(schema, { root: isObject(schema) ? schema : {}, left: MOST_PARTS }, 0);
}

function instance(schema: unknown, walk: Walk, depth: number): unknown {
  if (!isObject(schema) || depth > DEEPEST || walk.left <= 0) return {};
  walk.left -= 1;
  const inner = (part: unknown): unknown => instance(part, walk, depth + 1);
  if (typeof schema.$ref === 'string') return inner(resolve(schema.$ref, walk.root));
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  for (const choice of ['anyOf', 'oneOf']) {
    const [first] = (schema[choice] as unknown[] | undefined) ?? [];
    if (first !== undefined) return inner(first);
  }
  if (Array.isArray(schema.allOf)) return inner(Object.assign({}, ...schema.allOf));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  return BY_TYPE[String(type ?? 'object')]?.(schema, inner) ?? null;
}

const BY_TYPE: Readonly<Record<string, (schema: Schema, inner: (part: unknown) => unknown) => unknown>> = {
  object: ({ properties, required }, inner) => {
    const all = isObject(properties) ? properties : {};
    const wanted = Array.isArray(required) ? required.map(String) : [];
    const names = Object.keys(all).filter((name) => wanted.length === 0 || wanted.includes(name));
    return Object.fromEntries(names.map((name) => [name, inner(all[name])]));
  },
  array: ({ items, minItems }, inner) =>
    Array.from({ length: Math.min(Number(minItems ?? 1), 100) }, () => inner(items ?? {})),
  string: ({ format, minLength }) =>
    (FORMATS[String(format)] ?? 'text').padEnd(Math.min(Number(minLength ?? 0), 1000), 't'),
  integer: ({ minimum, exclusiveMinimum }) =>
    Math.ceil(Number(minimum ?? (exclusiveMinimum === undefined ? 0 : Number(exclusiveMinimum) + 1))),
  number: ({ minimum, exclusiveMinimum }) =>
    Number(minimum ?? (exclusiveMinimum === undefined ? 0 : Number(exclusiveMinimum) + 1)),
  boolean: () => true,
  null: () => null,
};

function resolve(ref: string, root: Schema): unknown {
  const path = ref.replace(/^#\/?/, '').split('/').filter(Boolean);
  return path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), root);
}
