import type { VllmVersion } from '../profiles/versions.ts';
import { invalid, notImplemented, type ServerError, validationError } from './errors.ts';
import { type Body, isObject } from './fields.ts';
import { instanceOf } from './json-schema.ts';

/** What an answer must look like. */
export type Constraint =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'json'; readonly schema: unknown };

/** Names of the constraints; `regex` and the others after `json` are checked and then not simulated. */
const KINDS = ['choice', 'json', 'json_object', 'regex', 'grammar', 'structural_tag'] as const;
type Kind = (typeof KINDS)[number];
const EXCLUSIVE: readonly Kind[] = ['json', 'regex', 'choice'];
const FORMATS = ['text', 'json_object', 'json_schema', 'structural_tag'];

/** Structured outputs on TPU: refused by the torch_xla platform until then. */
const FIRST = '0.8.5';

/**
 * The constraint of a body: `guided_json` and its kin until 0.12.0, `structured_outputs` since 0.11.0, and
 * `response_format`. A version ignores what it does not know. @throws ServerError
 */
export function readConstraint(body: Body, version: VllmVersion): Constraint | undefined {
  const given = { ...guided(body, version), ...structured(body, version), ...formatted(body.response_format) };
  const [kind, value] = Object.entries(given)[0] ?? [];
  if (kind === undefined) return undefined;
  if (!version.since(FIRST)) throw invalid('Structured output is not supported on TPU.');
  return constraintOf(kind as Kind, value);
}

function constraintOf(kind: Kind, value: unknown): Constraint {
  if (kind === 'json_object') return { kind: 'json', schema: { type: 'object' } };
  if (kind === 'json') return { kind, schema: typeof value === 'string' ? parsed(value) : value };
  if (kind === 'choice') {
    const choices = Array.isArray(value) ? value.map(String) : [];
    if (choices.length === 0) throw invalid("Choice '[]' cannot be an empty list");
    return { kind, choices };
  }
  throw notImplemented(`[sandbox] Structured output with ${kind} is not simulated. Use json, json_object or choice.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Invalid JSON grammar specification.');
  }
}

type Given = Readonly<Partial<Record<Kind, unknown>>>;

function guided(body: Body, version: VllmVersion): Given {
  if (version.since('0.12.0')) return {};
  const given = present((kind) => body[`guided_${kind}`]);
  const names = EXCLUSIVE.map((kind) => `guided_${kind}`);
  if (tooMany(given))
    throw invalid(`You can only use one kind of guided decoding ('${names[0]}', '${names[1]}' or '${names[2]}').`);
  return given;
}

function structured({ structured_outputs: fields }: Body, version: VllmVersion): Given {
  if (!version.since('0.11.0') || fields === undefined || fields === null) return {};
  if (!isObject(fields)) throw wrongType('structured_outputs', fields);
  const given = present((kind) => fields[kind]);
  const names = `('${EXCLUSIVE[0]}', '${EXCLUSIVE[1]}' or '${EXCLUSIVE[2]}')`;
  if (tooMany(given))
    throw invalid(`You can only use one kind of constraints for structured outputs ${names}.`, 'structured_outputs');
  if (Object.keys(given).length === 0)
    throw invalid('You must use one kind of structured outputs constraint but none are specified.');
  return given;
}

function formatted(format: unknown): Given {
  if (format === undefined || format === null) return {};
  if (!isObject(format)) throw wrongType('response_format', format);
  const { type, json_schema: schema } = format;
  if (!FORMATS.includes(type as string)) {
    const msg = `Input should be ${FORMATS.map((each) => `'${each}'`).join(', ')}`;
    throw validationError([{ type: 'literal_error', loc: ['body', 'response_format', 'type'], msg, input: type }]);
  }
  if (type === 'text') return {};
  if (type === 'json_object') return { json_object: true };
  if (type === 'structural_tag') return { structural_tag: format };
  if (!isObject(schema))
    throw invalid(
      "When response_format type is 'json_schema', the 'json_schema' field must be provided.",
      'response_format',
    );
  return { json: schema.schema ?? {} };
}

function wrongType(name: string, input: unknown): ServerError {
  const msg = 'Input should be a valid dictionary or object to extract fields from';
  return validationError([{ type: 'model_attributes_type', loc: ['body', name], msg, input }]);
}

function present(of: (kind: Kind) => unknown): Given {
  return Object.fromEntries(KINDS.map((kind) => [kind, of(kind)]).filter(([, value]) => (value ?? false) !== false));
}

const tooMany = (given: Given): boolean => EXCLUSIVE.filter((kind) => given[kind] !== undefined).length > 1;

/** A text that meets a constraint. @param pick an index below a count */
export function satisfying(constraint: Constraint, pick: (count: number) => number): string {
  if (constraint.kind === 'choice') return constraint.choices[pick(constraint.choices.length)]!;
  return JSON.stringify(instanceOf(constraint.schema));
}
