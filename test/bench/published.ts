import { startLoad } from '../../lib/load/index.ts';
import { Clock } from '../../sandbox/core/clock.ts';
import { COMMAND, start } from '../sandbox/vllm/container.ts';
import type { Figure } from './figure.ts';

/*
 * npm run bench -- published
 *   the load generator against the sandbox's replica, set up as in the published benchmark of vLLM on this machine: the
 *   figures of the table have to come out
 */

/** tpu-recipes, inference/trillium/vLLM/Llama3.x/README.md; vllm/vllm-tpu:v0.12.0 */
const SERVER =
  'vllm serve meta-llama/Llama-3.3-70B-Instruct --tensor-parallel-size 8 --max-num-batched-tokens 512 --max-num-seqs 256 --max-model-len 2048 --gpu-memory-utilization 0.98 --no-enable-prefix-caching --async-scheduling --disable-uvicorn-access-log';
const IMAGE = 'vllm/vllm-tpu:v0.12.0';
/** `vllm bench serve --random-input-len 1000 --random-output-len 1000 --num-prompts 3000 --max-concurrency N` */
const PROMPTS = 3000;
const TOKENS = 1000;
const ROWS = [
  { concurrency: 64, seconds: 1202.5, requests: 2.49, tokens: 2494.8 },
  { concurrency: 128, seconds: 846.39, requests: 3.54, tokens: 3544.5 },
] as const;
const TOLERANCE = 0.05;

const ADDRESS = '127.0.0.79';
const NO_TIME = { weightsDownload: 0, weightsFromBucket: 0, weightsStreamed: 0, compileCold: 0, compileCached: 0 };
/** Simulated seconds a real one: the generator and the replica share this process and its clock. */
const PACE = 10;

export async function published(): Promise<Figure[]> {
  const clock = new Clock({ start: Date.now(), pace: 1000 });
  const args = SERVER.split(' ').concat('--host=0.0.0.0', '--port=8000', `${COMMAND.find(isDownloadFolder)}`);
  const { running } = start({ clock, durations: NO_TIME, address: ADDRESS, args, image: IMAGE });
  try {
    while (!running.listens(8000)) await clock.sleep(1000);
    clock.setPace(PACE);
    const figures: Figure[] = [];
    for (const row of ROWS) figures.push(...(await measured(row, clock)));
    return figures;
  } finally {
    running.stop();
    clock.stop();
  }
}

const isDownloadFolder = (arg: string): boolean => arg.startsWith('--download-dir');

async function measured({ concurrency, ...row }: (typeof ROWS)[number], clock: Clock): Promise<readonly Figure[]> {
  const load = startLoad({
    url: `http://${ADDRESS}:8000/v1/completions`,
    body: (n) => ({
      model: 'meta-llama/Llama-3.3-70B-Instruct',
      prompt: Array.from({ length: TOKENS }, (_, at) => (n * TOKENS + at) % 100_000),
      max_tokens: TOKENS,
      ignore_eos: true,
    }),
    traffic: { kind: 'closed', users: concurrency },
    clock,
  });
  while (load.snapshot().completed < PROMPTS) await clock.sleep(100);
  const { completed, errors, client, startedAt } = load.snapshot();
  const seconds = (clock.now() - startedAt) / 1000;
  await load.stop();
  if (Object.keys(errors).length > 0) throw new Error(`Requests failed: ${JSON.stringify(errors)}`);
  if (client.bottleneck !== undefined) throw new Error(`The client was the bottleneck: ${client.bottleneck}`);
  const figure = (what: string, value: number, known: number, unit: string): Figure => ({
    what: `published: ${what} at ${concurrency} requests in flight`,
    measured: `${value.toPrecision(4)} ${unit}`,
    goal: `${known} ${unit} ± ${TOLERANCE * 100} %`,
    met: Math.abs(value / known - 1) <= TOLERANCE,
  });
  return [
    figure('duration', seconds, row.seconds, 's'),
    figure('requests', completed / seconds, row.requests, '/s'),
    figure('tokens', (completed * TOKENS) / seconds, row.tokens, '/s'),
  ];
}
