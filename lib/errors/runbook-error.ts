/**
 * Every way in which a run can fail. Tests and callers check the code, not the message.
 * @example
 * if (error instanceof RunbookError && error.code === 'WAIT_TIMEOUT') …
 */
export type ErrorCode =
  | 'ABORTED' // the caller's signal
  | 'CHART_INPUT' // no points to draw
  | 'CLUSTER_UNUSABLE' // an existing cluster lacks a required feature
  | 'COMMAND_FAILED' // gcloud or kubectl exited with a code other than 0
  | 'COMMAND_MISSING' // gcloud, kubectl or bash is not installed
  | 'CONFIG_INVALID' // one or more variables are missing or invalid
  | 'ENVIRONMENT' // this machine: an unwritable file, a full disk
  | 'INTERNAL' // a bug of this project
  | 'LEFT_OVER' // a billable resource is left after a cleanup
  | 'LIMIT_REACHED' // --max-hours or --budget of a run
  | 'LOAD_INPUT' // invalid options of the load generator
  | 'METRICS_QUERY' // the metrics API refused or did not answer
  | 'NOT_CLOSED' // an opened resource could not be closed
  | 'NOT_DONE' // a check of a step is not met
  | 'NOT_OURS' // an existing resource was not created by this runbook
  | 'NOT_REDACTED' // a recording still holds a secret or an id
  | 'NOT_WRITABLE' // the runbook's folder is not writable
  | 'OPERATION_FAILED' // a Google Cloud operation ended with an error
  | 'OUTPUT_CLOSED' // the reader of the standard output is gone
  | 'RUN_UNDER_WAY' // another run acts on the same namespace of the cluster
  | 'SCALED_TO_ZERO' // a Deployment wants no pods
  | 'TARGET_UNREACHABLE' // the sandbox or Google Cloud does not answer
  | 'TEMPLATE' // a missing, unused or misplaced parameter of a manifest
  | 'UNEXPECTED_ANSWER' // an API sent an unexpected answer
  | 'USAGE' // the command line
  | 'WAIT_FAILED' // the condition can no longer be met
  | 'WAIT_TIMEOUT'; // the condition was not met in time

/** The parts of a RunbookError besides its short message. */
export interface RunbookErrorOptions {
  /** Events, log lines, messages of an operation. Never a secret. */
  readonly evidence?: readonly string[];
  /** What to do or type next: an imperative sentence or a command. */
  readonly remedy?: string;
  /** The code of the known cause, if any (`lib/diagnosis/`). */
  readonly diagnosis?: string;
  readonly cause?: unknown;
}

/**
 * An error for people: a short message, the evidence and a remedy.
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
