import type { ApiReply } from '../../../core/http.ts';
import type { KubeObject } from '../../object.ts';
import type { LogLine, PodLog } from '../../runtime.ts';
import { StatusError } from '../../store/status-error.ts';
import type { ApiContext, ResourceHandler } from '../context.ts';
import { flag, integer } from '../query.ts';
import { existing } from '../read.ts';

const HEADERS = { 'cache-control': 'no-cache, private', 'content-type': 'text/plain' };

interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  /** Simulated ms since the epoch. */
  readonly since: number;
}

/** `pods/log`: the container's output, with `follow` also the future output. */
export const getLog: ResourceHandler = (context, target, request) => {
  const pod = existing(context, target);
  const container = containerOf(pod, request.query.get('container'));
  const options = logOptions(request.query, context.world.clock.now());
  const log = context.runtime.logs(pod.metadata.uid, container, { previous: options.previous });
  if (!log) throw noLog(context, pod, container, options);
  const text = (line: LogLine): string =>
    options.timestamps ? `${stamp(line.time)} ${line.text}\n` : `${line.text}\n`;
  const recent = log.lines.filter(({ time }) => time >= options.since);
  const tail = options.tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - options.tailLines));
  const past = Buffer.from(tail.map(text).join('')).subarray(0, options.limitBytes);
  const full = options.limitBytes !== undefined && past.length >= options.limitBytes;
  return options.follow && !full ? followed(log, past, text) : { headers: HEADERS, body: past };
};

function followed(log: PodLog, past: Buffer, text: (line: LogLine) => string): ApiReply {
  return {
    headers: { ...HEADERS, 'transfer-encoding': 'chunked' },
    stream: (write, end, signal) => {
      if (past.length > 0) write(past);
      let unsubscribe = (): void => undefined;
      const finish = (): void => {
        unsubscribe();
        end();
      };
      // A log that has ended says so within this call.
      unsubscribe = log.subscribe((line) => (line === undefined ? finish() : write(text(line))));
      if (signal.aborted) finish();
      else signal.addEventListener('abort', finish, { once: true });
    },
  };
}

function logOptions(query: URLSearchParams, now: number): LogOptions {
  const count = (name: string): number | undefined => {
    const value = integer(query, name);
    if (value === undefined || value >= 0) return value;
    const complaint = `${name}: Invalid value: ${value}: must be greater than or equal to 0`;
    throw new StatusError('Invalid', `PodLogOptions "" is invalid: ${complaint}`);
  };
  const seconds = count('sinceSeconds');
  const since = query.get('sinceTime');
  return {
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    tailLines: count('tailLines'),
    limitBytes: count('limitBytes'),
    since: seconds === undefined ? (since === null ? 0 : Date.parse(since)) : now - seconds * 1000,
  };
}

/** @throws StatusError BadRequest when the name is wrong, or missing where there is a choice */
function containerOf({ metadata, spec }: KubeObject, asked: string | null): string {
  const names = (list: readonly { name: string }[] = []): string[] => list.map(({ name }) => name);
  const [containers, init] = [names(spec.containers), names(spec.initContainers)];
  if (asked) {
    if ([...containers, ...init].includes(asked)) return asked;
    throw new StatusError('BadRequest', `container ${asked} is not valid for pod ${metadata.name}`);
  }
  if (containers.length === 1 && init.length === 0) return containers[0]!;
  const choice = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
  if (containers.length === 1) return containers[0]!;
  throw new StatusError(
    'BadRequest',
    `a container name must be specified for pod ${metadata.name}, choose one of: [${containers.join(' ')}]${choice}`,
  );
}

function noLog(_context: ApiContext, { metadata, status, spec }: KubeObject, container: string, options: LogOptions) {
  if (!spec.nodeName) {
    return new StatusError('BadRequest', `pod ${metadata.name} does not have a host assigned`);
  }
  if (options.previous) {
    const message = `previous terminated container "${container}" in pod "${metadata.name}" not found`;
    return new StatusError('BadRequest', message);
  }
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const state = statuses.find(({ name }: { name: string }) => name === container)?.state;
  const waiting = state?.waiting?.reason ?? 'ContainerCreating';
  const why = ['ErrImagePull', 'ImagePullBackOff'].includes(waiting) ? 'trying and failing to pull image' : waiting;
  return new StatusError(
    'BadRequest',
    `container "${container}" in pod "${metadata.name}" is waiting to start: ${why}`,
  );
}

/** RFC 3339 with nanoseconds, as the kubelet stamps lines. */
function stamp(time: number): string {
  return new Date(time).toISOString().replace('Z', '000000Z');
}
