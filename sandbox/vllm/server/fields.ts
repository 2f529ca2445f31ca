import { type FieldError, validationError } from './errors.ts';

/** How pydantic reads a field. A `?` at the end allows null. */
export type FieldKind = 'int' | 'float' | 'bool' | 'string' | 'strings' | 'ints' | 'stop' | 'object' | 'any';

export type Body = Readonly<Record<string, unknown>>;
export type FieldTable = ReadonlyMap<string, FieldKind>;

type Reading = { readonly value: unknown } | { readonly type: string; readonly msg: string };

const fail = (type: string, msg: string): Reading => ({ type, msg });
const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  yes: true,
  no: false,
  on: true,
  off: false,
  t: true,
  f: false,
  y: true,
  n: false,
  '1': true,
  '0': false,
};

/** Pydantic's lax mode: numbers may come as strings, and so on. */
const READERS: Readonly<Record<FieldKind, (input: unknown) => Reading>> = {
  any: (value) => ({ value }),
  int: (input) => {
    if (typeof input === 'boolean') return { value: Number(input) };
    if (typeof input === 'string') {
      if (/^\s*[+-]?\d+\s*$/.test(input)) return { value: Number(input) };
      return fail('int_parsing', 'Input should be a valid integer, unable to parse string as an integer');
    }
    if (typeof input !== 'number') return fail('int_type', 'Input should be a valid integer');
    if (Number.isInteger(input)) return { value: input };
    return fail('int_from_float', 'Input should be a valid integer, got a number with a fractional part');
  },
  float: (input) => {
    if (typeof input === 'number') return { value: input };
    if (typeof input === 'boolean') return { value: Number(input) };
    if (typeof input !== 'string') return fail('float_type', 'Input should be a valid number');
    const value = Number(input);
    if (input.trim() !== '' && !Number.isNaN(value)) return { value };
    return fail('float_parsing', 'Input should be a valid number, unable to parse string as a number');
  },
  bool: (input) => {
    if (typeof input === 'boolean') return { value: input };
    if (input === 0 || input === 1) return { value: input === 1 };
    if (typeof input !== 'string') return fail('bool_type', 'Input should be a valid boolean');
    const word = input.toLowerCase();
    if (Object.hasOwn(WORDS, word)) return { value: WORDS[word] };
    return fail('bool_parsing', 'Input should be a valid boolean, unable to interpret input');
  },
  string: (input) =>
    typeof input === 'string' ? { value: input } : fail('string_type', 'Input should be a valid string'),
  strings: (input) => listOf(input, 'string'),
  ints: (input) => listOf(input, 'number'),
  stop: (input) => (typeof input === 'string' ? { value: [input] } : listOf(input, 'string')),
  object: (input) =>
    isObject(input)
      ? { value: input }
      : fail('model_attributes_type', 'Input should be a valid dictionary or object to extract fields from'),
};

function listOf(input: unknown, type: 'string' | 'number'): Reading {
  if (!Array.isArray(input)) return fail('list_type', 'Input should be a valid list');
  if (input.every((item) => typeof item === type)) return { value: input };
  return type === 'string'
    ? fail('string_type', 'Input should be a valid string')
    : fail('int_type', 'Input should be a valid integer');
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fields(table: Readonly<Partial<Record<FieldKind, string>>>): FieldTable {
  return new Map(
    Object.entries(table).flatMap(([kind, names]) =>
      names.split(' ').map((name) => [name, kind as FieldKind] as const),
    ),
  );
}

/** Read the known fields of a body; null counts as absent, unknown fields are ignored. @throws ServerError 400 */
export function readFields(body: Body, table: FieldTable): Map<string, unknown> {
  const values = new Map<string, unknown>();
  const errors: FieldError[] = [];
  for (const name of Object.keys(body)) {
    const kind = table.get(name);
    const input = body[name];
    if (!kind || input === null) continue;
    const reading = READERS[kind](input);
    if ('value' in reading) values.set(name, reading.value);
    else errors.push({ type: reading.type, loc: ['body', name], msg: reading.msg, input });
  }
  if (errors.length > 0) throw validationError(errors);
  return values;
}
