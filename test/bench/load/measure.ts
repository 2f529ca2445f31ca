import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuTime, residentMemory } from '../figure.ts';
import type { Seen } from './client.ts';
import { BODY, type Mode, type Sent } from './server.ts';

/** Time for the JIT, and the time that is measured (real ms). */
const WARM_UP = 1500;
const MEASURED = 3000;

/** Answers or events a connection until the warm-up begins, and the longest time until then (real ms). */
const BEGUN = 2;
const PATIENCE = 60_000;

/** A client under load, by the server's count and the kernel's CPU time: the same measure for every program. */
export interface Cost {
  /** Answers or events a second. */
  readonly rate: number;
  /** CPU time of an answer or an event (µs). */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly sent: Sent;
  /** What our clients have seen themselves. */
  readonly seen: Seen | undefined;
}

/** So that NaN stays NaN. */
const WIRE = { serialization: 'advanced' } as const;

/** The other programs; every other name is one of `client.ts`. */
const PROGRAMS: Readonly<Record<string, (url: string, connections: number) => ChildProcess>> = {
  wrk: (url, connections) =>
    spawn('wrk', ['-t1', `-c${connections}`, '-d120s', '-s', path('post.lua'), url], {
      env: { ...process.env, BODY: JSON.stringify(BODY) },
      stdio: 'ignore',
    }),
  autocannon: (url, connections) => {
    const program = createRequire(import.meta.url).resolve('autocannon');
    const request = ['-m', 'POST', '-H', 'content-type=application/json', '-b', JSON.stringify(BODY)];
    const args = ['--connections', String(connections), '--duration', '120', '--no-progress', ...request, url];
    return spawn(process.execPath, [program, ...args], { stdio: 'ignore' });
  },
};

/** @throws Error when the client ends early or has errors */
export async function measure(client: string, mode: Mode, connections: number): Promise<Cost> {
  const server = fork(path('server.ts'), ['serve', mode], WIRE);
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const url = `http://127.0.0.1:${port}/v1/completions`;
  const program = PROGRAMS[client];
  const child = program?.(url, connections) ?? fork(path('client.ts'), ['run', client, url, String(connections)], WIRE);
  const seen = async (): Promise<Seen | undefined> => (program ? undefined : asked<Seen>(child));
  try {
    await begun(client, server, BEGUN * connections);
    await Promise.all([asked<Sent>(server), seen()]);
    const [cpuBefore, start] = [cpuTime(child.pid!), performance.now()];
    await delay(MEASURED);
    const [cpu, ms] = [cpuTime(child.pid!) - cpuBefore, performance.now() - start];
    const [sent, saw] = await Promise.all([asked<Sent>(server), seen()]);
    if (sent.count === 0 || Object.keys(saw?.errors ?? {}).length > 0)
      throw new Error(`${client}: ${sent.count} answers, errors ${JSON.stringify(saw?.errors)}`);
    const memory = residentMemory(child.pid!);
    return { rate: (sent.count / ms) * 1000, cpu: (cpu * 1000) / sent.count, memory, sent, seen: saw };
  } finally {
    child.kill('SIGKILL');
    server.kill();
  }
}

/** Waits for all connections, and then for the JIT. */
async function begun(client: string, server: ChildProcess, least: number): Promise<void> {
  const start = performance.now();
  for (let count = 0; count < least; count += (await asked<Sent>(server)).count) {
    if (performance.now() - start > PATIENCE) throw new Error(`${client} got ${count} answers in ${PATIENCE} ms`);
    await delay(100);
  }
  await delay(WARM_UP);
}

async function asked<T>(process: ChildProcess): Promise<T> {
  process.send('report');
  return ((await once(process, 'message')) as [T])[0];
}

function path(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}
