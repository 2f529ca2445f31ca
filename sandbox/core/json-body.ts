import { GoogleApiError } from './google-error.ts';
import type { ApiRequest } from './http.ts';

export type JsonObject = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The request's body as a JSON object; an empty body is an empty object. @throws GoogleApiError 400 */
export function jsonBody(request: Pick<ApiRequest, 'body'>): JsonObject {
  if (request.body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new GoogleApiError(400, 'Invalid JSON payload received. Unexpected token.');
  }
  if (!isObject(value)) throw new GoogleApiError(400, 'Invalid JSON payload received. Root element must be a message.');
  return value;
}
