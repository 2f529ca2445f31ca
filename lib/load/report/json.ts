import { RunbookError } from '../../errors/runbook-error.ts';
import type { Summary } from '../histogram.ts';
import { failedOf, type Interval, LATENCIES, type Result, type Setup } from './result.ts';
import { deviation } from './spread.ts';

const FORMAT = 1;

/** The part of a result file that only this project writes: everything, with histograms that can be added. */
interface Own {
  readonly format: typeof FORMAT;
  readonly client_bottleneck: string | null;
  readonly setup: Setup;
  readonly result: Result;
  readonly intervals: readonly Interval[];
}

/**
 * A result file with the keys of `vllm bench serve --save-result` (vllm/benchmarks/serve.py, without --save-detailed), so
 * that its plots read it. All figures of the server are null when the client was the bottleneck. Not known, and null: the
 * tokens of the prompts.
 */
export function jsonReport(result: Result, setup: Setup, intervals: readonly Interval[] = []): string {
  const bottleneck = result.client.bottleneck;
  const { seconds, completed, tokens, throughput, goodput } = result;
  const backend = setup.chat ? 'openai-chat' : 'openai';
  const serversOwn = {
    request_throughput: throughput.requests,
    request_goodput: goodput?.requests ?? null,
    output_throughput: throughput.tokens,
    max_output_tokens_per_s: peak(intervals.map((one) => one.tokens / one.seconds)),
    ...Object.fromEntries(LATENCIES.flatMap(({ key, of }) => figures(key, result[of]))),
  };
  const own: Own = { format: FORMAT, client_bottleneck: bottleneck ?? null, setup, result, intervals };
  const file = {
    date: dateOf(result.startedAt),
    endpoint_type: backend,
    backend,
    label: null,
    model_id: setup.model,
    tokenizer_id: setup.model,
    num_prompts: completed + failedOf(result) + result.aborted,
    request_rate: setup.rate ?? 'inf',
    burstiness: setup.burstiness ?? 1,
    max_concurrency: setup.users ?? null,
    duration: seconds,
    completed,
    failed: failedOf(result),
    total_input_tokens: null,
    total_output_tokens: tokens,
    total_token_throughput: null,
    max_concurrent_requests: peak(intervals.map(({ inFlight }) => inFlight)),
    ...(bottleneck === undefined ? serversOwn : Object.fromEntries(Object.keys(serversOwn).map((key) => [key, null]))),
    runbook: own,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The setup and the result of a file of `jsonReport`. @throws RunbookError LOAD_INPUT for any other text */
export function readJsonReport(text: string, name: string): Pick<Own, 'setup' | 'result'> {
  try {
    const { runbook } = JSON.parse(text) as { runbook?: Own };
    if (runbook?.format === FORMAT) {
      const { setup, result, client_bottleneck } = runbook;
      return { setup, result: { ...result, client: { ...result.client, bottleneck: client_bottleneck ?? undefined } } };
    }
  } catch {
    // The same error as for other JSON.
  }
  throw new RunbookError('LOAD_INPUT', `${name} is not a result file of npm run load`, {
    remedy: 'Write result files with npm run load -- --json FILE',
  });
}

function figures(key: string, summary: Summary | undefined): readonly (readonly [string, number])[] {
  if (!summary) return [];
  const { mean, p50, p90, p99 } = summary;
  const values = { mean, median: p50, std: deviation(summary), p90, p99 };
  return Object.entries(values).map(([name, value]) => [`${name}_${key}_ms`, value * 1000]);
}

function peak(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

/** `20261129-083000` */
function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
