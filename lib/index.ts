/**
 * The library behind the runbook: describe steps as data, run them against Google Cloud or the embedded sandbox, wait
 * for their results, put load on the model server, query its metrics and draw them. Times are milliseconds of the
 * target's clock, durations are texts such as `8m`, errors are RunbookErrors with a code. README.md shows how to write
 * a runbook; examples/one-chip is one.
 */

export { renderSvg, seriesChart } from './chart/index.ts';
export { gcloud, kubectl, withSecret } from './command/command.ts';
export { type Config, defineVariables, oneOf, text } from './config/index.ts';
export type { Cause } from './diagnosis/index.ts';
export { type ErrorCode, RunbookError } from './errors/runbook-error.ts';
export { deploymentReady, exists, podsReached } from './kubernetes/conditions.ts';
export { kubernetes } from './kubernetes/objects.ts';
export { serviceAddress } from './kubernetes/service.ts';
export { startLoad } from './load/index.ts';
export { seriesExists } from './metrics/conditions.ts';
export { withSession } from './runner/run.ts';
export type { Runbook } from './runner/runbook.ts';
export { runStep } from './runner/runner.ts';
export { script, scriptOfAll } from './runner/script.ts';
export type { Session } from './session/session.ts';
export { apply, perform, remove, run, until } from './step/actions.ts';
export { type Actions, type Step, type StepContext, step } from './step/step.ts';
export { type Condition, failed, met, pending } from './wait/condition.ts';
export { duration } from './wait/duration.ts';
export { waitFor } from './wait/wait.ts';
