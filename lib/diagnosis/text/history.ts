import type { Line } from './read-text.ts';

/** What a later line shows to be over: the reason of an event of progress, and the beginnings of earlier lines. */
const OVERTAKEN: readonly (readonly [later: RegExp, earlier: RegExp])[] = [
  [
    /^(?:Started|Created)$/,
    /^(?:Failed(?:Mount|AttachVolume|Scheduling|CreatePodSandBox|ScaleUp)|NotTriggerScaleUp): |^Failed: .*[Pp]ull|ImagePull/,
  ],
  [/^(?:Scheduled|TriggeredScaleUp)$/, /^(?:FailedScheduling|NotTriggerScaleUp|FailedScaleUp): /],
  [
    /^(?:SuccessfulRescale|ValidMetricFound)$/,
    /^Failed(?:Get\w*Metric|ComputeMetricsReplicas)\w*: |FailedGet\w*Metric/,
  ],
  [/^Ready$/, /^Unhealthy: Startup probe failed/],
  [/^EnsuredLoadBalancer$/, /^SyncLoadBalancerFailed: /],
];

/** What announces that the failure of the line before is not the end. */
const RETRY = /^(?:Retrying|Will retry|Trying again|Continuing without|Falling back)\b/i;

/** A process that is asked to end, and what it then reports. */
const ASKED_TO_END = /SIGTERM received|received (?:signal|SIGTERM)|signal 15/;
const ENDING = /^Engine core proc \S+ died|EngineDeadError|CancelledError|KeyboardInterrupt/;

/** The lines with those marked as past that `progress`, the reason of an event of progress, overtakes. */
export function overtaken(lines: readonly Line[], progress: string): readonly Line[] {
  const earlier = OVERTAKEN.filter(([later]) => later.test(progress)).map(([, pattern]) => pattern);
  return lines.map((one) => (earlier.some((pattern) => pattern.test(one.line)) ? { ...one, past: true } : one));
}

/** Whether the line says that the one before was tried again. */
export const isRetry = (line: string): boolean => RETRY.test(line);

/** The lines with those marked as past that only report an end that was asked for. */
export function askedToEnd(lines: readonly Line[]): readonly Line[] {
  const from = lines.findIndex(({ line }) => ASKED_TO_END.test(line));
  return from < 0 ? lines : lines.map((one, at) => (at > from && ENDING.test(one.line) ? { ...one, past: true } : one));
}
