import { kubectl } from '../../lib/command/command.ts';
import { FORWARDING } from '../../lib/kubernetes/port-forward.ts';
import type { Session } from '../../lib/session/session.ts';

/** An answer of a pod's port to one GET request, or the reason why there is none. */
export interface Page {
  readonly status?: number;
  readonly text: string;
  /** No answer, and why. */
  readonly problem?: string;
  /** kubectl could not open the connection, so nothing is known of the port. */
  readonly unreachable?: boolean;
}

/** Reads pages of pods. Each page is read once. */
export type PageReader = (pod: string, port: number, path: string) => Promise<Page>;

/** Real milliseconds. */
const DEADLINE = 15_000;

/** Through `kubectl port-forward`, which reaches a pod from everywhere and needs no Service. */
export function pageReader(session: Session, namespace: string): PageReader {
  const known = new Map<string, Promise<Page>>();
  return (pod, port, path) => {
    const key = `${pod}:${port}${path}`;
    const page = known.get(key) ?? read(session, { namespace, pod, port, path });
    known.set(key, page);
    return page;
  };
}

interface Place {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
  readonly path: string;
}

async function read(session: Session, { namespace, pod, port, path }: Place): Promise<Page> {
  const ended = new AbortController();
  const signal = AbortSignal.any([session.signal, ended.signal, AbortSignal.timeout(DEADLINE)]);
  const command = kubectl`port-forward pod/${pod} ${`:${port}`} --address=127.0.0.1 -n ${namespace}`;
  const pace = session.pace('load');
  try {
    for await (const line of session.follow(command, signal)) {
      const address = FORWARDING.exec(line)?.[1];
      if (address) return await get(session, `http://${address}${path}`, signal);
    }
    return { text: '', problem: 'kubectl port-forward ended', unreachable: true };
  } catch (error) {
    session.signal.throwIfAborted();
    const { message, evidence } = error as Error & { evidence?: readonly string[] };
    return { text: '', problem: evidence?.at(-1) ?? message, unreachable: true };
  } finally {
    pace.release();
    ended.abort();
  }
}

async function get({ target }: Session, url: string, signal: AbortSignal): Promise<Page> {
  try {
    // kubectl forwards one connection; the next request would wait for it.
    const response = await target.fetch(url, { signal, headers: { connection: 'close' } });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const { message, cause } = error as Error;
    return { text: '', problem: cause instanceof Error ? cause.message : message };
  }
}
