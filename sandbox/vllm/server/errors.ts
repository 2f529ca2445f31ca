import type { ApiReply } from '../../core/http.ts';
import type { VllmVersion } from '../profiles/versions.ts';

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
};

/** An error as vLLM's OpenAI server answers it. `code` is the HTTP status. */
export class ServerError extends Error {
  readonly code: number;
  readonly type: string;
  readonly param: string | null;

  constructor(code: number, type: string, message: string, param: string | null = null) {
    super(message);
    this.code = code;
    this.type = type;
    this.param = param;
  }

  toReply(version: VllmVersion): ApiReply {
    const body = this.toBody(version);
    return { status: this.code, body };
  }

  toBody(version: VllmVersion): object {
    const { message, type, param, code } = this;
    return version.has('structuredErrors')
      ? { error: { message, type, param, code } }
      : { object: 'error', message, type, param, code };
  }
}

/** VLLMValidationError: its message ends with the parameter and the invalid value. */
export function invalid(message: string, param?: string, value?: unknown): ServerError {
  const extras = [...(param ? [`parameter=${param}`] : []), ...(value === undefined ? [] : [`value=${value}`])];
  const text = extras.length > 0 ? `${message} (${extras.join(', ')})` : message;
  return new ServerError(400, 'BadRequestError', text, param ?? null);
}

/** What FastAPI raises for a path or a method that no route has. */
export function httpError(code: number): ServerError {
  const phrase = PHRASES[code]!;
  return new ServerError(code, phrase, phrase);
}

export function modelNotFound(model: string): ServerError {
  return new ServerError(404, 'NotFoundError', `The model \`${model}\` does not exist.`, 'model');
}

export function notImplemented(message: string): ServerError {
  return new ServerError(501, 'NotImplementedError', message);
}

/** One of pydantic's complaints. */
export interface FieldError {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, string>>;
}

/** FastAPI's RequestValidationError, as vLLM formats it. A bare string is used as it is. */
export function validationError(errors: readonly (FieldError | string)[]): ServerError {
  const label = errors.length === 1 ? 'error' : 'errors';
  const lines = errors.map((error) => `  ${typeof error === 'string' ? error : repr(error)}`);
  const first = errors[0];
  const param = typeof first === 'object' ? first.loc.join('.') : null;
  return new ServerError(400, PHRASES[400]!, `${errors.length} validation ${label}:\n${lines.join('\n')}`, param);
}

/** The longest input that an error repeats (characters). */
const LONGEST = 400;
const DEEPEST = 20;

function repr(error: FieldError): string {
  const loc = error.loc.map((place) => python(place)).join(', ');
  const ctx = error.ctx ? `, 'ctx': ${python(error.ctx)}` : '';
  const input = python(error.input).slice(0, LONGEST);
  return `{'type': '${error.type}', 'loc': (${loc}${error.loc.length === 1 ? ',' : ''}), 'msg': ${python(error.msg)}, 'input': ${input}${ctx}}`;
}

/** A JSON value as Python prints it; what lies too deep to be read is left out. */
function python(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value);
  if (depth > DEEPEST) return '...';
  if (Array.isArray(value))
    return `[${value
      .slice(0, LONGEST)
      .map((item) => python(item, depth + 1))
      .join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${quote(key)}: ${python(item, depth + 1)}`);
  return `{${entries.join(', ')}}`;
}

function quote(text: string): string {
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}
