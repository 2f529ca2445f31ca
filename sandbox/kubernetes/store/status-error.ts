/** Why a request failed, as `metav1.StatusReason`. */
export type StatusReason =
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Expired'
  | 'Forbidden'
  | 'GKE Warden constraints violations'
  | 'InternalError'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'NotFound'
  | 'RequestEntityTooLarge'
  | 'ServiceUnavailable'
  | 'Timeout'
  | 'TooManyRequests'
  | 'Unauthorized'
  | 'UnsupportedMediaType';

const HTTP_STATUS: Readonly<Record<StatusReason, number>> = {
  AlreadyExists: 409,
  BadRequest: 400,
  Conflict: 409,
  Expired: 410,
  Forbidden: 403,
  'GKE Warden constraints violations': 400,
  InternalError: 500,
  Invalid: 422,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  NotFound: 404,
  RequestEntityTooLarge: 413,
  ServiceUnavailable: 503,
  Timeout: 504,
  TooManyRequests: 429,
  Unauthorized: 401,
  UnsupportedMediaType: 415,
};

/** What the error is about; `group` and `kind` as Kubernetes fills them in (kind is the plural name for most reasons). */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** An error as the Kubernetes API answers it: a `Status` object. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  /** The HTTP status. */
  readonly code: number;
  readonly reason: StatusReason;
  readonly details: StatusDetails | undefined;

  constructor(reason: StatusReason, message: string, details?: StatusDetails, code = HTTP_STATUS[reason]) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  toStatus(): object {
    const { code, reason, message, details } = this;
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details && { details }),
      code,
    };
  }
}

interface Named {
  readonly group: string;
  readonly name: string;
}

/** `deployments.apps`, or just `pods` in the core group. */
export function qualified(type: Named): string {
  return type.group === '' ? type.name : `${type.name}.${type.group}`;
}

function details(type: Named, name: string): StatusDetails {
  return { name, ...(type.group !== '' && { group: type.group }), kind: type.name };
}

export function notFound(type: Named, name: string): StatusError {
  return new StatusError('NotFound', `${qualified(type)} "${name}" not found`, details(type, name));
}

/** @param goes it is being deleted, which the message then says first (apiserver/pkg/registry/generic/registry/store.go) */
export function alreadyExists(type: Named, name: string, goes: boolean): StatusError {
  const message = `${goes ? 'object is being deleted: ' : ''}${qualified(type)} "${name}" already exists`;
  return new StatusError('AlreadyExists', message, details(type, name));
}

export function conflict(type: Named, name: string, cause: string): StatusError {
  return new StatusError(
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(type)} "${name}": ${cause}`,
    details(type, name),
  );
}

export const STALE = 'the object has been modified; please apply your changes to the latest version and try again';
