import { GoogleApiError } from './google-error.ts';
import type { ApiReply } from './http.ts';

/** An error in the older form that Cloud Storage and Compute Engine answer: a list of errors with reasons. */
export class LegacyApiError extends GoogleApiError {
  readonly reason: string;

  /** @param reason `notFound`, `conflict`, `forbidden`, `invalid`, `required`, `conditionNotMet` */
  constructor(code: number, reason: string, message: string) {
    super(code, message);
    this.reason = reason;
  }

  override toReply(): ApiReply {
    const { code, message, reason } = this;
    return { status: code, body: { error: { code, message, errors: [{ message, domain: 'global', reason }] } } };
  }
}
