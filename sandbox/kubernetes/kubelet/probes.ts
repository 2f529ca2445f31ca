import type { Clock, Timer } from '../../core/clock.ts';
import type { KubeObject } from '../object.ts';
import type { RunningContainer } from '../runtime.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

interface Handler {
  readonly port?: number | string;
  readonly path?: string;
  readonly scheme?: string;
  readonly httpHeaders?: readonly { readonly name: string; readonly value: string }[];
}

/** A container's probe as its specification has it. */
export interface Probe {
  readonly httpGet?: Handler;
  readonly tcpSocket?: Handler;
  readonly grpc?: Handler;
  readonly exec?: object;
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
  readonly timeoutSeconds?: number;
}

/** The result of a probe: undefined for success, the kubelet's failure message, or why it could not ask, which counts as nothing. */
export type Finding = string | undefined | { readonly error: string };

export interface ProbeTarget {
  readonly running: RunningContainer;
  readonly address: string;
  /** Port numbers by their names. */
  readonly ports: ReadonlyMap<string, number>;
}

export function portsOf(container: KubeObject['spec']): ReadonlyMap<string, number> {
  const ports: { name?: string; containerPort: number }[] = container.ports ?? [];
  return new Map(ports.flatMap(({ name, containerPort }) => (name ? [[name, containerPort] as const] : [])));
}

/** Ask once. */
export function ask(probe: Probe, target: ProbeTarget): Finding | Promise<Finding> {
  if (probe.httpGet) return askHttp(probe.httpGet, target);
  const handler = probe.tcpSocket ?? probe.grpc;
  if (!handler) return undefined;
  const port = portOf(handler, target);
  if (typeof port !== 'number') return port;
  if (target.running.listens(port)) return undefined;
  // The client waits for a connection until the time is over: pkg/probe/grpc.
  const within = `within ${probe.timeoutSeconds ?? 1}s: context deadline exceeded`;
  return probe.grpc
    ? `timeout: failed to connect service "${target.address}:${port}" ${within}`
    : refused(target.address, port);
}

function askHttp(handler: Handler, { running, address, ports }: ProbeTarget): Finding | Promise<Finding> {
  const port = portOf(handler, { ports });
  if (typeof port !== 'number') return port;
  const [path = '/', query = ''] = (handler.path ?? '/').split('?');
  const url = `${(handler.scheme ?? 'HTTP').toLowerCase()}://${address}:${port}${handler.path ?? '/'}`;
  if (!running.listens(port)) return `Get "${url}": ${refused(address, port)}`;
  const own = (handler.httpHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), value]);
  const headers = {
    host: `${address}:${port}`,
    'user-agent': 'kube-probe/1.33',
    accept: '*/*',
    ...Object.fromEntries(own),
  };
  const request = { method: 'GET', path, query: new URLSearchParams(query), headers, body: Buffer.alloc(0) };
  const judge = ({ status = 200 }: { status?: number }): Finding =>
    status >= 200 && status < 400 ? undefined : `HTTP probe failed with statuscode: ${status}`;
  const reply = running.request?.(port, request) ?? {};
  return reply instanceof Promise
    ? reply.then(judge, (error: unknown) => `Get "${url}": ${String(error)}`)
    : judge(reply);
}

const refused = (address: string, port: number): string => `dial tcp ${address}:${port}: connect: connection refused`;

/** pkg/probe, ResolveContainerPort: a name that no port has is read as a number. */
function portOf({ port = 0 }: Handler, { ports }: Pick<ProbeTarget, 'ports'>): number | { error: string } {
  if (typeof port === 'number') return port;
  const number = ports.get(port) ?? (/^\d+$/.test(port) ? Number(port) : undefined);
  return number ?? { error: `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax` };
}

export interface ProberOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  readonly target: ProbeTarget;
  /** Simulated ms since the epoch at which the container started: the period counts from there. */
  readonly startedAt: number;
  onFinding(finding: Finding): void;
  /** Called when successes or failures in a row reach the probe's threshold, each time that they do. */
  onVerdict(success: boolean): void;
}

/** Runs a probe periodically on the simulated clock. @returns a function that stops it */
export function runProbe({ clock, probe, target, startedAt, onFinding, onVerdict }: ProberOptions): () => void {
  const period = (probe.periodSeconds || 10) * 1000;
  const first = startedAt + (probe.initialDelaySeconds ?? 0) * 1000;
  let inRow = 0;
  let last: boolean | undefined;
  let timer: Timer | undefined;
  let stopped = false;

  const settle = (finding: Finding): void => {
    if (stopped) return;
    if (typeof finding === 'object') {
      onFinding(finding);
      return;
    }
    const success = finding === undefined;
    inRow = success === last ? inRow + 1 : 1;
    last = success;
    onFinding(finding);
    const threshold = success ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
    if (!stopped && inRow >= threshold) onVerdict(success);
  };
  const tick = (): void => {
    timer = clock.setTimeout(tick, period);
    const finding = ask(probe, target);
    if (finding instanceof Promise) void finding.then(settle);
    else settle(finding);
  };
  const elapsed = Math.max(0, clock.now() - first);
  const next = first + Math.ceil(elapsed / period) * period;
  timer = clock.setTimeout(tick, next - clock.now());
  return () => {
    stopped = true;
    timer?.cancel();
  };
}
