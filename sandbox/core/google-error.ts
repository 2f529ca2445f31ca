import type { ApiReply } from './http.ts';

/** google.rpc.Code by HTTP status, as Google's JSON APIs name it. */
const STATUS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  412: 'FAILED_PRECONDITION',
  413: 'OUT_OF_RANGE',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
};

/** An error as Google's JSON APIs answer it. */
export class GoogleApiError extends Error {
  override readonly name = 'GoogleApiError';
  readonly code: number;
  readonly status: string;
  readonly details: readonly unknown[];

  constructor(code: number, message: string, options: { status?: string; details?: readonly unknown[] } = {}) {
    super(message);
    this.code = code;
    this.status = options.status ?? STATUS[code] ?? 'UNKNOWN';
    this.details = options.details ?? [];
  }

  toReply(): ApiReply {
    const { code, message, status, details } = this;
    return { status: code, body: { error: { code, message, status, ...(details.length > 0 && { details }) } } };
  }
}

/** Google's answer to a token that is wrong or has expired. */
export const INVALID_TOKEN =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

/** The texts that Google's APIs give with a failure for a reason outside the request. */
const TRANSIENT: Readonly<Record<number, string>> = {
  401: INVALID_TOKEN,
  429: 'Resource has been exhausted (e.g. check quota).',
  500: 'Internal error encountered.',
  502: 'Bad Gateway',
  503: 'The service is currently unavailable.',
  504: 'Deadline exceeded.',
};

/** The response of an API that fails for a reason outside the request. */
export function passingFailure(code: number): GoogleApiError {
  return new GoogleApiError(code, TRANSIENT[code] ?? 'Unknown error.');
}
