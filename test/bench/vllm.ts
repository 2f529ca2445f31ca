import { fork } from 'node:child_process';
import { Agent, createServer, request } from 'node:http';
import { Clock } from '../../sandbox/core/clock.ts';
import { Engine } from '../../sandbox/vllm/engine/engine.ts';
import { EngineStats } from '../../sandbox/vllm/engine/stats.ts';
import { stepTime } from '../../sandbox/vllm/engine/step-time.ts';
import { engineBuckets } from '../../sandbox/vllm/metrics/buckets.ts';
import { VllmVersion } from '../../sandbox/vllm/profiles/versions.ts';
import { COMMAND, start } from '../sandbox/vllm/container.ts';

const NO_TIME = { weightsDownload: 0, weightsFromBucket: 0, weightsStreamed: 0, compileCold: 0, compileCached: 0 };
const ADDRESS = '127.0.0.77';
const MODEL = 'meta-llama/Llama-3.1-70B';
const PROMPT = 'Write a story about san francisco';

interface ServerReport {
  readonly cpu: number;
  readonly memory: number;
}

/** node:http alone, parsing a body and sending one of a completion's size: what there is to be had. */
async function serveBare(): Promise<void> {
  const answer = 'x'.repeat(600);
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const { model } = JSON.parse(Buffer.concat(chunks).toString()) as { model: string };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ model, answer }));
    });
  });
  await new Promise<void>((resolve) => server.listen(8000, ADDRESS, resolve));
}

/** The replica, its engine at so many times real time. */
async function serveReplica(pace: number): Promise<void> {
  const clock = new Clock({ start: Date.now(), pace: 1000 });
  const { running } = start({
    clock,
    durations: NO_TIME,
    address: ADDRESS,
    args: [...COMMAND, '--disable-uvicorn-access-log'],
  });
  while (!running.listens(8000)) await clock.sleep(1000);
  clock.setPace(pace);
}

/** The server of a bench, in a process of its own so that its CPU time is its own. @param pace 0 for node:http alone */
async function serve(pace: number): Promise<void> {
  await (pace > 0 ? serveReplica(pace) : serveBare());
  process.once('disconnect', () => process.exit());
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const report: ServerReport = { cpu: (user + system) / 1e6, memory: process.memoryUsage.rss() / 2 ** 20 };
    process.send!(report);
  });
  process.send!('ready');
}

async function withServer<T>(pace: number, measure: (report: () => Promise<ServerReport>) => Promise<T>): Promise<T> {
  const child = fork(new URL(import.meta.url).pathname, ['serve', String(pace)]);
  const next = (): Promise<unknown> => new Promise((resolve) => child.once('message', resolve));
  await next();
  try {
    return await measure(async () => {
      const answer = next();
      child.send('report');
      return (await answer) as ServerReport;
    });
  } finally {
    child.disconnect();
  }
}

function post(agent: Agent, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request(
      { host: ADDRESS, port: 8000, path: '/v1/completions', method: 'POST', agent, headers },
      (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('end', () => resolve(bytes));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

/** Closed loops for so many real ms. @returns answers */
async function load(clients: number, body: string, duration: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const until = performance.now() + duration;
  let answers = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < until) {
      await post(agent, body);
      answers++;
    }
  };
  await Promise.all(Array.from({ length: clients }, loop));
  agent.destroy();
  return answers;
}

function line(name: string, value: string): void {
  console.log(`${name.padEnd(58)}  ${value}`);
}

function engineSteps(batch: number, seconds: number): number {
  let real = 0;
  const clock = new Clock({ start: 0, pace: 1e6, monotonic: () => real });
  const engine = new Engine({
    clock,
    stats: new EngineStats(engineBuckets(4096, new VllmVersion('0.27.0'))),
    frontendLatency: 20,
    asyncScheduling: true,
    scheduler: {
      maxNumSeqs: batch,
      maxNumBatchedTokens: 512,
      blockSize: 256,
      numBlocks: 1261,
      enablePrefixCaching: true,
    },
    stepTime: stepTime(
      { fixed: 14.57, perToken: 0.0407, perContextToken: 58.8e-6 },
      { fixed: 10.76, perToken: 0.0192, perContextToken: 25e-6 },
      512,
    ),
  });
  const promptTokens = new Int32Array(8);
  const submit = (): void => {
    engine.submit({ promptTokens, outputLength: 1000, finishReason: 'length', onFinish: submit });
  };
  for (let i = 0; i < batch + 400; i++) submit();
  const until = performance.now() + seconds * 1000;
  const before = process.cpuUsage();
  while (performance.now() < until) {
    real += 1;
    clock.advance();
  }
  const { user, system } = process.cpuUsage(before);
  clock.stop();
  return (engine.steps / (user + system)) * 1e6;
}

async function main(): Promise<void> {
  line(
    'engine steps per second of CPU, batch 128, 400 waiting',
    Math.round(engineSteps(128, 2)).toLocaleString('en-US'),
  );
  for (const [name, tokens, clients, pace] of [
    ['node:http alone', 1, 400, 0],
    ['1 token', 1, 400, 200],
    ['16 tokens', 16, 400, 200],
    ['1,000 tokens', 1000, 500, 2000],
  ] as const) {
    const body = JSON.stringify({ model: MODEL, prompt: PROMPT, max_tokens: tokens, temperature: 0 });
    await withServer(pace, async (report) => {
      await load(clients, body, 500);
      const before = await report();
      const answers = await load(clients, body, 3000);
      const after = await report();
      const perCore = answers / (after.cpu - before.cpu);
      line(
        `completions per second of server CPU, ${name}, ${clients} clients`,
        Math.round(perCore).toLocaleString('en-US'),
      );
    });
  }
  await withServer(200, async (report) => {
    const body = JSON.stringify({ model: MODEL, prompt: PROMPT, max_tokens: 1000, temperature: 0 });
    const before = await report();
    const answers = await load(500, body, 8000);
    const after = await report();
    line(
      'saturated replica at 200x (128 running, 372 waiting): CPU',
      `${(((after.cpu - before.cpu) / 8) * 100).toFixed(0)} % of one core`,
    );
    line('  completions per simulated second', (answers / (8 * 200)).toFixed(2));
  });
  await withServer(1, async (report) => {
    const body = JSON.stringify({ model: MODEL, prompt: PROMPT, max_tokens: 400, temperature: 0, stream: true });
    const agent = new Agent({ keepAlive: true, maxSockets: 1000 });
    const before = await report();
    const began = performance.now();
    const bytes = await Promise.all(Array.from({ length: 1000 }, () => post(agent, body)));
    const seconds = (performance.now() - began) / 1000;
    const after = await report();
    agent.destroy();
    const complete = bytes.filter((size) => size > 400 * 100).length;
    line('1,000 concurrent streams of 400 tokens, real time', `${complete} complete in ${seconds.toFixed(1)} s`);
    line('  server CPU, of one core', `${(((after.cpu - before.cpu) / seconds) * 100).toFixed(0)} %`);
  });
  await withServer(200, async (report) => {
    const before = await report();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const after = await report();
    line('idle replica at 200x: CPU, of one core', `${(((after.cpu - before.cpu) / 2) * 100).toFixed(2)} %`);
    line('  resident memory', `${after.memory.toFixed(0)} MiB`);
  });
}

await (process.argv[2] === 'serve' ? serve(Number(process.argv[3])) : main());
