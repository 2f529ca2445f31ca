/**
 * The library behind the runbook: describe steps as data, run them against Google Cloud or the embedded sandbox, wait
 * for what they make, load the model server, ask for its metrics and draw them. Times are milliseconds of the target's
 * clock, durations are texts such as `8m`, and what is thrown is a RunbookError with a code.
 */

export {
  type Chart,
  type ChartSeries,
  costSoFar,
  interTokenLatency,
  kvCacheUsage,
  loadLatency,
  type Point,
  type Quantiles,
  renderSvg,
  renderTerminal,
  replicas,
  type SvgOptions,
  seriesChart,
  type TerminalOptions,
  type Threshold,
  timeToFirstToken,
  tokensPerSecond,
  waitingAndRunning,
} from './chart/index.ts';
export { type Command, commandLine, gcloud, kubectl, withArgs, withSecret } from './command/command.ts';
export type { Execution } from './command/execute.ts';
export {
  type Config,
  type ConfigOptions,
  exampleEnv,
  loadConfig,
  type Secret,
  secret,
  type Variable,
  type VariableName,
  variables,
} from './config/index.ts';
export { CAUSES, type Cause, diagnose } from './diagnosis/index.ts';
export { type ErrorCode, RunbookError, type RunbookErrorOptions } from './errors/runbook-error.ts';
export { type ClusterClient, clusterGone, clusterRunning, nodePoolRunning } from './google/cluster.ts';
export { bindingExists, type PolicyOwner } from './google/iam.ts';
export { apiServiceAvailable, deploymentReady, exists, hpaActive, podsReached } from './kubernetes/conditions.ts';
export { type KubernetesObject, kubernetes, type Selection } from './kubernetes/objects.ts';
export { type ReplicaHistory, watchReplicas } from './kubernetes/replicas.ts';
export { type ServicePort, serviceAddress } from './kubernetes/service.ts';
export { type Load, type LoadOptions, type Snapshot, type Summary, startLoad } from './load/index.ts';
export type { Log, LogEntry } from './log/entry.ts';
export { formatEntry, formatError } from './log/format.ts';
export { terminalLog } from './log/terminal.ts';
export { seriesAbove, seriesExists } from './metrics/conditions.ts';
export {
  createMetricsClient,
  type MetricsClient,
  type MetricsClientOptions,
  metricNames,
  type Range,
  type Series,
} from './metrics/index.ts';
export { isDone } from './runner/examine.ts';
export { type RunOptions, withSession } from './runner/run.ts';
export { dryRun, runStep, undoStep } from './runner/runner.ts';
export { script } from './runner/script.ts';
export type { Session } from './session/session.ts';
export { apply, attempt, pause, perform, remove, run, together, until } from './step/actions.ts';
export { type Action, type Actions, type Step, type StepContext, step } from './step/step.ts';
export { type Clock, wallClock } from './target/clock.ts';
export type { Target, TargetKind } from './target/target.ts';
export { type Parameters, renderManifest } from './template/index.ts';
export { type Condition, failed, type Look, met, pending } from './wait/condition.ts';
export { duration, formatDuration } from './wait/duration.ts';
export { elapse } from './wait/elapse.ts';
export { waitFor } from './wait/wait.ts';
