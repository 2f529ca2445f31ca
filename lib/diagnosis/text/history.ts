import type { Line } from './read-text.ts';

/** What a later line shows to be over: the reason of an event of progress, and the beginnings of earlier lines. */
const OVERTAKEN: readonly (readonly [later: RegExp, earlier: RegExp])[] = [
  [
    /^(?:Started|Created)$/,
    /^(?:Failed(?:Mount|AttachVolume|Scheduling|CreatePodSandBox|ScaleUp)|NotTriggerScaleUp): |^Failed: .*[Pp]ull|ImagePull/,
  ],
  // The kubelet mounts all volumes before it pulls an image (pkg/kubelet/kubelet.go, SyncPod).
  [/^(?:Pulling|Pulled)$/, /^Failed(?:Mount|AttachVolume|Scheduling|ScaleUp): |^NotTriggerScaleUp: /],
  [/^(?:Scheduled|TriggeredScaleUp)$/, /^(?:FailedScheduling|NotTriggerScaleUp|FailedScaleUp): /],
  [
    /^(?:SuccessfulRescale|ValidMetricFound)$/,
    /^Failed(?:Get\w*Metric|ComputeMetricsReplicas)\w*: |FailedGet\w*Metric/,
  ],
  [/^Ready$/, /^Unhealthy: Startup probe failed/],
  [/^(?:EnsuredLoadBalancer|SyncLoadBalancerSuccessful)$/, /^(?:Sync|Creating)LoadBalancerFailed: /],
  [/^(?:LoadBalancerNegReady|Ready)$/, /^LoadBalancerNegNotReady: /],
  [/^LoadBalancerNegReady$/, /^LoadBalancerNegTimeout: /],
  [/^ProvisioningSucceeded$/, /^(?:ExternalProvisioning|ProvisioningFailed): /],
];

/** What announces that the failure of the line before is not the end. */
const RETRY = /^(?:Retrying|Will retry|Trying again|Continuing without|Falling back)\b/i;

/** A process that is asked to end, and what it then reports. */
const ASKED_TO_END = /SIGTERM received|received (?:signal|SIGTERM)|signal 15/;
const ENDING = /^Engine core proc \S+ died|EngineDeadError|CancelledError|KeyboardInterrupt/;

/** An event of progress, or a condition that is met, and how many lines stand before it. */
export interface Progress {
  readonly reason: string;
  readonly after: number;
}

/** The lines with those marked as past that later progress overtakes. */
export function overtaken(lines: readonly Line[], progress: readonly Progress[]): readonly Line[] {
  const rules = OVERTAKEN.map(([later, earlier]) => ({
    earlier,
    before: Math.max(0, ...progress.filter(({ reason }) => later.test(reason)).map(({ after }) => after)),
  })).filter(({ before }) => before > 0);
  return lines.map((one, at) =>
    rules.some(({ earlier, before }) => at < before && earlier.test(one.line)) ? { ...one, past: true } : one,
  );
}

/** Whether the line says that the one before was tried again. */
export const isRetry = (line: string): boolean => RETRY.test(line);

/** What a server answered: `429 Too Many Requests`. */
const ANSWER = /\b[45]\d\d (?:(?:Client|Server) Error: )?(?<words>[A-Z][a-z]+(?: [A-Z][a-z]+)*)/;

/** The lines with those as they were that were tried again, where a later line has the same answer. */
export function stillFailing(lines: readonly Line[], retried: ReadonlyMap<number, Line>): readonly Line[] {
  if (retried.size === 0) return lines;
  const answerOf = ({ line }: Line): string | undefined => ANSWER.exec(line)?.groups?.words;
  const last = new Map(lines.map((line, at) => [line.past ? undefined : answerOf(line), at]));
  return lines.map((line, at) => {
    const before = retried.get(at);
    const answer = before && answerOf(before);
    return before && answer !== undefined && (last.get(answer) ?? -1) > at ? before : line;
  });
}

/** The lines with those marked as past that only report an end that was asked for. */
export function askedToEnd(lines: readonly Line[]): readonly Line[] {
  const from = lines.findIndex(({ line }) => ASKED_TO_END.test(line));
  return from < 0 ? lines : lines.map((one, at) => (at > from && ENDING.test(one.line) ? { ...one, past: true } : one));
}
