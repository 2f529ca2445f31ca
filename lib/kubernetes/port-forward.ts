import { type Command, kubectl, shell } from '../command/command.ts';
import { type Session, shownLine } from '../session/session.ts';
import { type Condition, type Look, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import type { ServicePort } from './service.ts';

/** kubectl prints the local port that it chose. */
export const FORWARDING = /^Forwarding from (127\.0\.0\.1:(\d+)) ->/;

/** Prefix of port forwardings in `session.background`. */
const FORWARD = 'port-forward';

/** Pause before a restart: a forwarding ends with its pod (ms of the target's time). */
const AGAIN = 2_000;

/**
 * `kubectl port-forward` runs in the background until the run ends. The value is the local address, `127.0.0.1:PORT`.
 * A wait starts it; a look only checks whether this run has started it.
 */
export function forwarded(of: ServicePort): Condition<string> {
  const key = `${FORWARD} service/${of.name} :${of.port}`;
  return {
    what: `kubectl ${key} -n ${of.namespace} has a local port`,
    placeholder: '127.0.0.1:LOCAL_PORT',
    timeout: duration('10m'),
    shell: {
      words: shell`port_forward ${of.name} ${of.port} -n ${of.namespace}`,
      value: { variable: 'ADDRESS', words: shell`forwarded_address` },
    },
    look: async ({ background }, signal) => {
      const open = background.get(key) as PortForward | undefined;
      return open ? seenOf(await before(signal, open.first)) : pending('not started by this run');
    },
    watch: async function* (session, signal) {
      const open = (session.background.get(key) as PortForward | undefined) ?? openForward(of, session);
      session.background.set(key, open);
      let first: First | undefined;
      try {
        first = await before(signal, open.first);
      } finally {
        if (first?.address === undefined) session.background.delete(key);
        if (first === undefined) await open.stop();
      }
      yield seenOf(first);
    },
  };
}

/** Stop all port forwardings of this run, before the cluster is deleted. */
export async function endForwards({ background }: Session): Promise<void> {
  for (const [key, job] of background) {
    if (!key.startsWith(`${FORWARD} `)) continue;
    background.delete(key);
    await job.stop();
  }
}

/** The address, or the problem. */
interface First {
  readonly address?: string;
  readonly problem?: string;
}

/** kubectl prints nothing while it reaches nothing, as behind a VPN that is gone. @throws the signal's reason */
async function before<T>(signal: AbortSignal, settled: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const ended = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: ended.signal });
  });
  return Promise.race([settled, aborted]).finally(() => ended.abort());
}

function seenOf({ address, problem }: First): Look<string> {
  return address === undefined ? pending(problem ?? 'kubectl port-forward ended') : met(address, address);
}

interface PortForward {
  readonly first: Promise<First>;
  stop(): Promise<void>;
}

function openForward(of: ServicePort, session: Session): PortForward {
  const stopped = new AbortController();
  const signal = AbortSignal.any([session.signal, stopped.signal]);
  let resolve: (first: First) => void = () => undefined;
  const first = new Promise<First>((settle) => {
    resolve = settle;
  });
  let local: string | undefined;

  const once = async (): Promise<void> => {
    const command = portForward(of, local);
    if (local === undefined) session.log.write({ kind: 'command', line: shownLine(session, command) });
    for await (const line of session.follow(command, signal)) {
      const [, address, port] = FORWARDING.exec(line) ?? [];
      local ??= port;
      if (address !== undefined) resolve({ address });
    }
  };
  const keep = async (): Promise<void> => {
    do {
      const problem = await once().catch((error: Error & { evidence?: readonly string[] }) => error);
      // Has an effect only when the first attempt ended without a port.
      resolve({ problem: problem?.evidence?.at(-1) ?? problem?.message ?? 'kubectl port-forward ended' });
      await session.target.clock.sleep(AGAIN, signal).catch(() => undefined);
    } while (local !== undefined && !signal.aborted);
  };
  const kept = keep();
  return {
    first,
    stop: () => {
      stopped.abort();
      return kept;
    },
  };
}

/** kubectl chooses a free port first; restarts reuse that port, so that clients can reconnect. */
function portForward({ name, namespace, port }: ServicePort, local = ''): Command {
  return kubectl`port-forward service/${name} ${`${local}:${port}`} --address=127.0.0.1 -n ${namespace}`;
}
