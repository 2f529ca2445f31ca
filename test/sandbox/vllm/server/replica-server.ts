import { createConnection } from 'node:net';
import { Clock } from '../../../../sandbox/core/clock.ts';
import type { RunningContainer } from '../../../../sandbox/kubernetes/runtime.ts';
import { type Started, type StartOptions, start } from '../container.ts';
import { ownAddress } from '../own-address.ts';

export const MODEL = 'meta-llama/Llama-3.1-70B';
const NO_TIME = { weightsDownload: 0, weightsFromBucket: 0, weightsStreamed: 0, compileCold: 0, compileCached: 0 };
let next = 100;

export interface ReplicaServer extends Started {
  readonly running: RunningContainer;
  readonly clock: Clock;
  readonly url: string;
  readonly address: string;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** POST /v1/completions, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field
  complete(body: object): Promise<any>;
  metrics(): Promise<string>;
  /** One series of /metrics. */
  metric(series: string): Promise<number>;
  stop(): void;
}

/** A ready server on its own address; `pace` is the simulated seconds per real second. */
export async function startServer(options: Partial<StartOptions> & { pace?: number } = {}): Promise<ReplicaServer> {
  const clock = new Clock({ start: Date.UTC(2026, 7, 14, 9, 30), pace: 1e4 });
  const address = ownAddress(next++);
  const started = start({ clock, durations: NO_TIME, address, ...options });
  while (!started.running.listens(8000)) {
    if (started.exits.length > 0) throw new Error(started.lines.map(({ text }) => text).join('\n'));
    await clock.sleep(1000);
  }
  clock.setPace(options.pace ?? 200);
  const url = `http://${address}:8000`;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
  return {
    ...started,
    clock,
    url,
    address,
    post,
    complete: async (body) => (await post('/v1/completions', { model: MODEL, ...body })).json(),
    metrics,
    metric: async (series) => {
      const line = (await metrics()).split('\n').find((text) => text.startsWith(`${series} `));
      return Number(line?.slice(series.length + 1));
    },
    stop: () => {
      started.running.stop();
      clock.stop();
    },
  };
}

/** The events of a streamed answer, without the closing [DONE]. */
export async function events(response: Response): Promise<{ chunks: Record<string, unknown>[]; raw: string }> {
  const raw = await response.text();
  const data = raw
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => frame.replace(/^data: /, ''));
  return { raw, chunks: data.slice(0, -1).map((json) => JSON.parse(json)) };
}

/** For what hangs (real ms). */
const LONGEST = 50_000;

/** Sends raw bytes. Returns the response until the server closes the connection, or until the text is enough. */
export function exchange(address: string, bytes: string, enough = (_text: string) => false): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = createConnection(8000, address, () => socket.write(bytes));
    const limit = setTimeout(() => socket.destroy(new Error(`The connection stays open after: ${text}`)), LONGEST);
    socket.on('data', (chunk) => {
      text += chunk;
      if (enough(text)) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(limit);
      resolve(text);
    });
  });
}
