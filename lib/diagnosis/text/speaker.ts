import type { Speaker } from '../seen.ts';

/** The first line of what a tool prints about an error. */
const OPENING: readonly (readonly [Speaker, RegExp])[] = [
  ['gcloud', /^ERROR: \(?gcloud|^(?:ResponseError|HttpException|HTTPError \d+|HttpError accessing)/],
  [
    'kubectl',
    /^(?:error: (?![[{])|Error: unknown |Error from server|Error in configuration: |Unable to connect to the server: |The connection to the server |The \w+ "[^"]*" is invalid)/,
  ],
  ['client', /^curl: \(\d+\)/],
];

/** Who opens a block with this line; undefined when it does not tell. */
export function opens(text: string): Speaker | undefined {
  return OPENING.find(([, pattern]) => pattern.test(text))?.[0];
}

/** Events as `kubectl describe` and `kubectl get events` print them. */
const EVENT =
  /^\s*(?:(?:\S+\s+)?(?:\(x\d+ over \S+\)\s+)?)?(?<type>Normal|Warning)\s+(?<reason>[A-Z]\w+)\s+(?:\S+(?:\s+\(x(?<times>\d+) over (?<span>\S+)\))?\s{2,}\S+\s{2,}|\w+\/\S+\s+)?(?<rest>\S.*)$/;
/** An event as controllers log it. */
const LOGGED = /Event\(v1\.ObjectReference\{.*\}\): type: '(?<type>\w+)' reason: '(?<reason>\w+)' (?<rest>.*)$/;
/** Normal events that say why nothing happens, or that something ends. */
const TELLING =
  /^(?:NotTriggerScaleUp|Killing|Preempt\w*|Evict\w*|NodeNotReady|DeletingNode|BackOff|TaintManagerEviction|LoadBalancerManualChange|LoadBalancerNeg(?:NotReady|Timeout)|XPN|ExternalProvisioning)$/;

/** An event of a table: its text as `reason: message`; `said` is false for one that only reports progress. */
export function eventIn(
  line: string,
): { readonly reason: string; readonly text: string; readonly said: boolean } | undefined {
  const groups = (EVENT.exec(line) ?? LOGGED.exec(line))?.groups;
  if (!groups) return undefined;
  const { type, reason = '', times, span, rest } = groups;
  // How often a probe failed, and for how long, tells a slow start from a wrong port.
  const often = reason === 'Unhealthy' && times !== undefined ? ` (${times} times over ${span})` : '';
  return { reason, text: `${reason}: ${rest}${often}`, said: type === 'Warning' || TELLING.test(reason) };
}

/** An event as other tools write it: `FailedMount: MountVolume.SetUp failed …`. */
export const isEventText = (text: string): boolean =>
  /^(?:Failed[A-Z]\w+|NotTriggerScaleUp|Evicted|BackOff|Unhealthy|Killing|ErrImagePull|UnexpectedAdmissionError|NodeNotReady): /.test(
    text,
  );

/** What the cluster autoscaler logs as information, and says why it adds no node (klog of its scale_up). */
export const saysWhyNot = (text: string): boolean =>
  /^Skipping node group \S+ - max (?:size|cluster .{1,80} limit) reached/.test(text);

/** The condition of an autoscaler that reads its metric, and that of a pod whose containers passed their probes. */
const MET = /^\s*(?:ScalingActive\s+True\s+(?<active>\w+)|(?<ready>Ready)\s+True\b)/;

/** The met condition of a row of `Conditions:`, or its reason; it holds now, wherever it stands. */
export function conditionMet(line: string): string | undefined {
  const { active, ready } = MET.exec(line)?.groups ?? {};
  return active ?? ready;
}

/** Rows of `Conditions:` that report health, settings of probes, containers that never restarted, the head of a table. */
const HEALTHY =
  /^\s*(?:\w*Pressure|NetworkUnavailable|KernelDeadlock|Frequent\w+|CorruptDockerOverlay2|ReadonlyFilesystem)\s+False\b|^\s*(?:AbleToScale|ScalingActive|Ready|Available|Initialized|PodScheduled|ContainersReady|Progressing|Established|NamesAccepted)\s+True\b|^\s*ScalingLimited\s+(?:True|False)\b|^\s*(?:Startup|Readiness|Liveness):\s.*#failure=|^(?:NAMESPACE +)?NAME {2,}[A-Z][A-Z ()-]*$|previous terminated container "[^"]*" in pod "[^"]*" not found/;

export const isHealthy = (line: string): boolean => HEALTHY.test(line);
