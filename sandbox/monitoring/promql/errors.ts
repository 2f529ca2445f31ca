/** The error types of the Prometheus HTTP API that a query can end with. */
export type PromqlErrorType = 'bad_data' | 'execution' | 'timeout';

export class PromqlError extends Error {
  override readonly name = 'PromqlError';
  readonly code: PromqlErrorType;

  constructor(code: PromqlErrorType, message: string) {
    super(message);
    this.code = code;
  }
}

/** A mistake in the query's text; `position` is an offset into it. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly position: number;

  constructor(position: number, message: string) {
    super(message);
    this.position = position;
  }

  /** Worded as Prometheus does: `1:7: parse error: unexpected end of input`. */
  in(query: string): PromqlError {
    const before = query.slice(0, this.position).split('\n');
    const place = `${before.length}:${before.at(-1)!.length + 1}`;
    return new PromqlError('bad_data', `${place}: parse error: ${this.message}`);
  }
}
