import { expect, test } from 'vitest';
import { Engine } from '../../../../sandbox/vllm/engine/engine.ts';
import { EngineStats } from '../../../../sandbox/vllm/engine/stats.ts';
import { stepTime } from '../../../../sandbox/vllm/engine/step-time.ts';
import { engineBuckets } from '../../../../sandbox/vllm/metrics/buckets.ts';
import { roofline, stepCosts } from '../../../../sandbox/vllm/profiles/costs.ts';
import { performanceProfile } from '../../../../sandbox/vllm/profiles/profiles.ts';
import { configured } from '../arguments/given.ts';
import { ManualClock } from '../container.ts';

/** The recipe's server: tpu-recipes, inference/trillium/vLLM/Llama3.x/README.md. */
const RECIPE =
  'vllm serve meta-llama/Llama-3.3-70B-Instruct --tensor-parallel-size 8 --max-num-batched-tokens 512 --max-num-seqs 256 --max-model-len 2048 --gpu-memory-utilization 0.98 --no-enable-prefix-caching --async-scheduling';
const PROMPTS = 3000;

interface Measured {
  readonly seconds: number;
  readonly medianItl: number;
  readonly meanTtft: number;
}

/** `vllm bench serve --random-input-len 1000 --random-output-len 1000 --ignore-eos`, closed loop. */
function bench(concurrency: number): Measured {
  const config = configured(RECIPE.split(' '), '0.12.0');
  const clock = new ManualClock(0);
  const steps: { ms: number; tokens: number }[] = [];
  const stats = new EngineStats(engineBuckets(config.maxModelLen, config.version));
  stats.interTokenLatency.observe = (value, times = 1) => void steps.push({ ms: value * 1000, tokens: times });
  const engine = new Engine({
    clock,
    stats,
    scheduler: config.scheduler,
    asyncScheduling: config.asyncScheduling,
    frontendLatency: performanceProfile().frontendLatency,
    stepTime: stepTime(
      stepCosts(config.model, config.machine, 8),
      roofline(config.model, config.machine, 8),
      config.scheduler.maxNumBatchedTokens,
    ),
  });
  const promptTokens = new Int32Array(1000);
  let left = PROMPTS;
  let done = 0;
  const submit = (): void => {
    if (left-- > 0) engine.submit({ promptTokens, outputLength: 1000, finishReason: 'length', onFinish });
  };
  const onFinish = (): void => {
    done++;
    submit();
  };
  for (let i = 0; i < concurrency; i++) submit();
  while (done < PROMPTS) clock.pass(1000);
  steps.sort((a, b) => a.ms - b.ms);
  let half = steps.reduce((sum, { tokens }) => sum + tokens, 0) / 2;
  const median = steps.find(({ tokens }) => {
    half -= tokens;
    return half <= 0;
  })!;
  const { timeToFirstToken } = stats;
  return {
    seconds: clock.now() / 1000,
    medianItl: median.ms,
    meanTtft: (timeToFirstToken.sum / timeToFirstToken.count) * 1000,
  };
}

test.each([
  { concurrency: 64, seconds: 1202.5, itl: 23.11, ttft: 251.0 },
  { concurrency: 128, seconds: 846.39, itl: 30.73, ttft: 512.3 },
])('reproduces the published row of $concurrency at a time', ({ concurrency, seconds, itl, ttft }) => {
  const measured = bench(concurrency);
  expect(Math.abs(measured.seconds / seconds - 1)).toBeLessThan(0.03);
  expect(Math.abs(measured.medianItl / itl - 1)).toBeLessThan(0.05);
  expect(Math.abs(measured.meanTtft / ttft - 1)).toBeLessThan(0.05);
});
