import type { AppRequest } from './app.ts';
import { validationError } from './errors.ts';
import { type Body, isObject } from './fields.ts';

/** The JSON object in a request. @throws ServerError 400, as FastAPI and vLLM word it */
export function jsonBody(request: Pick<AppRequest, 'headers' | 'body'>): Body {
  const type = String(request.headers['content-type'] ?? '').toLowerCase();
  if (type.split(';', 1)[0] !== 'application/json') {
    throw validationError(["Unsupported Media Type: Only 'application/json' is allowed"]);
  }
  const text = request.body.toString('utf8');
  if (text === '') throw validationError([{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]);
  const value = parse(text);
  if (isObject(value)) return value;
  const msg = 'Input should be a valid dictionary or object to extract fields from';
  throw validationError([{ type: 'model_attributes_type', loc: ['body'], msg, input: value }]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = Number(
      /position (\d+)/.exec((error as Error).message)?.[1] ?? (/end of JSON/.test(String(error)) ? text.length : 0),
    );
    const ctx = { error: complaint(text, position) };
    throw validationError([
      { type: 'json_invalid', loc: ['body', position], msg: 'JSON decode error', input: {}, ctx },
    ]);
  }
}

/** Python's words for what JSON.parse found. */
function complaint(text: string, position: number): string {
  const before = text.slice(0, position).trimEnd().at(-1);
  if (before === '{') return 'Expecting property name enclosed in double quotes';
  if (before === undefined || ':,['.includes(before)) return 'Expecting value';
  return "Expecting ',' delimiter";
}
