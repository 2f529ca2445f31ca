/**
 * Every way in which a run can fail. Tests and callers look at the code, never at the message.
 * @example
 * if (error instanceof RunbookError && error.code === 'WAIT_TIMEOUT') …
 */
export type ErrorCode =
  | 'ABORTED' // the caller's signal
  | 'CHART_INPUT' // nothing that can be drawn
  | 'CLUSTER_UNUSABLE' // a cluster that exists lacks what the steps need
  | 'COMMAND_FAILED' // gcloud or kubectl ended with a status other than 0
  | 'COMMAND_MISSING' // gcloud, kubectl or bash is not installed
  | 'CONFIG_INVALID' // one or more variables are missing or malformed
  | 'ENVIRONMENT' // this machine: a file that cannot be written, a full disk
  | 'INTERNAL' // a bug of this project
  | 'LEFT_OVER' // something billable is still there after a cleanup
  | 'LOAD_INPUT' // options of the load generator that make no sense
  | 'METRICS_QUERY' // the metrics API refused or did not answer
  | 'NOT_CLOSED' // something that was opened could not be closed
  | 'NOT_DONE' // a check of a step does not hold
  | 'NOT_OURS' // something exists that this run did not make
  | 'NOT_WRITABLE' // the runbook's own folder cannot be written
  | 'OPERATION_FAILED' // a Google Cloud operation ended with an error
  | 'OUTPUT_CLOSED' // nobody reads the standard output any more
  | 'RUN_UNDER_WAY' // another run acts on the same namespace of the cluster
  | 'TARGET_UNREACHABLE' // the sandbox or Google Cloud does not answer
  | 'TEMPLATE' // a missing, unused or misplaced parameter of a manifest
  | 'UNEXPECTED_ANSWER' // an API answered something that is not understood
  | 'USAGE' // the command line
  | 'WAIT_FAILED' // the awaited state can no longer come
  | 'WAIT_TIMEOUT'; // the awaited state did not come in time

/** What a RunbookError says besides its short message. */
export interface RunbookErrorOptions {
  /** Lines of what was seen: events, log lines, an operation's message. Never a secret. */
  readonly evidence?: readonly string[];
  /** What the reader can do about it, as an imperative sentence or a command. */
  readonly remedy?: string;
  /** The code of the known cause, when one was recognised (`lib/diagnosis/`). */
  readonly diagnosis?: string;
  readonly cause?: unknown;
}

/**
 * An error that people read: a short message, what was seen, and what to do.
 * @example
 * throw new RunbookError('UNEXPECTED_ANSWER', 'The server has no metric x', { remedy: 'Choose another image.' });
 */
export class RunbookError extends Error {
  override readonly name: string = 'RunbookError';
  readonly code: ErrorCode;
  readonly evidence: readonly string[];
  readonly remedy: string | undefined;
  readonly diagnosis: string | undefined;

  constructor(code: ErrorCode, message: string, options: RunbookErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.evidence = options.evidence ?? [];
    this.remedy = options.remedy;
    this.diagnosis = options.diagnosis;
  }
}
