import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startLoad } from '../../lib/load/index.ts';
import { wallClock } from '../../lib/target/clock.ts';

/**
 * How many answers a second the load generator takes on one core, against a server that does nothing else than answer,
 * and how that compares with the global fetch (undici) in the same run. Usage: npx tsx test/bench/load.ts [connections]
 */
const SECONDS = 4;
const BODY = { model: 'm', prompt: 'Write a story about san francisco', max_tokens: 1000, temperature: 0 };
const GOAL = 25_000;

interface Figure {
  readonly name: string;
  /** A wall second. */
  readonly answers: number;
  /** A second of this process's CPU time. */
  readonly answersPerCpu: number;
}

function serve(): void {
  const usage = '"usage":{"prompt_tokens":7,"total_tokens":1007,"completion_tokens":1000}';
  const text = `{"id":"cmpl-1","object":"text_completion","choices":[{"index":0,"text":"${'story '.repeat(740)}"}],${usage}}`;
  const answer = Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  );
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      if (chunk[0] !== 'P'.charCodeAt(0)) return;
      if (chunk.includes('Connection: close')) socket.end(answer);
      else socket.write(answer);
    });
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send?.(server.address()));
}

async function measure(name: string, run: () => Promise<() => Promise<number>>): Promise<Figure> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const finish = await run();
  await wallClock.sleep(SECONDS * 1000);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const completed = await finish();
  return { name, answers: completed / seconds, answersPerCpu: completed / ((user + system) / 1e6) };
}

function ours(url: string, concurrency: number, requestsPerConnection: number): Promise<Figure> {
  return measure(`startLoad, ${requestsPerConnection} requests a connection`, async () => {
    const load = startLoad({
      url,
      body: BODY,
      concurrency,
      requestsPerConnection,
      clock: wallClock,
      connectionLifetime: Number.POSITIVE_INFINITY,
    });
    return async () => {
      const { completed, errors } = await load.stop();
      if (Object.keys(errors).length > 0) console.log('  errors:', errors);
      return completed;
    };
  });
}

function globalFetch(url: string, concurrency: number): Promise<Figure> {
  return measure('global fetch', async () => {
    let ended = false;
    let completed = 0;
    const loop = async (): Promise<void> => {
      while (!ended) {
        const response = await fetch(url, { method: 'POST', body: JSON.stringify(BODY) });
        const { usage } = (await response.json()) as { usage: { completion_tokens: number } };
        completed += usage.completion_tokens / 1000;
      }
    };
    const loops = Array.from({ length: concurrency }, loop);
    return async () => {
      const counted = completed;
      ended = true;
      await Promise.all(loops);
      return counted;
    };
  });
}

async function main(): Promise<void> {
  const concurrency = Number(process.argv[2] ?? 500);
  const server: ChildProcess = fork(fileURLToPath(import.meta.url), ['serve']);
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const url = `http://127.0.0.1:${port}/v1/completions`;
  await ours(url, concurrency, Number.POSITIVE_INFINITY);
  const figures = [
    await ours(url, concurrency, Number.POSITIVE_INFINITY),
    await ours(url, concurrency, 10),
    await ours(url, concurrency, 1),
    await globalFetch(url, concurrency),
  ];
  server.kill();
  const base = figures.at(-1)!;
  console.log(`${concurrency} connections, ${SECONDS} s each; goal ${GOAL} answers/s`);
  for (const { name, answers, answersPerCpu } of figures) {
    const ratio = (answersPerCpu / base.answersPerCpu).toFixed(1);
    console.log(
      `${name.padEnd(42)} ${answers.toFixed(0).padStart(7)}/s ${answersPerCpu.toFixed(0).padStart(7)} per CPU second  ${ratio} x fetch`,
    );
  }
}

if (process.argv[2] === 'serve') serve();
else void main();
