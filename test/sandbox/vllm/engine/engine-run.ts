import type { Clock } from '../../../../sandbox/core/clock.ts';
import { Engine } from '../../../../sandbox/vllm/engine/engine.ts';
import type { SchedulerConfig } from '../../../../sandbox/vllm/engine/scheduler.ts';
import type { GenerationRequest, Sequence } from '../../../../sandbox/vllm/engine/sequence.ts';
import { EngineStats } from '../../../../sandbox/vllm/engine/stats.ts';
import type { StepTime } from '../../../../sandbox/vllm/engine/step-time.ts';
import { engineBuckets } from '../../../../sandbox/vllm/metrics/buckets.ts';
import { VllmVersion } from '../../../../sandbox/vllm/profiles/versions.ts';
import { ManualClock } from '../container.ts';

/** Every step takes 10 ms, and nothing else takes time, unless a test says so. */
export const STEP = 10;

export interface RunOptions {
  readonly scheduler?: Partial<SchedulerConfig>;
  readonly stepTime?: StepTime;
  readonly frontendLatency?: number;
  readonly asyncScheduling?: boolean;
  /** Instead of the one that `steps` moves. */
  readonly clock?: Clock;
}

/** An engine on a clock that moves only when told to. */
export class EngineRun {
  readonly clock = new ManualClock(0);
  readonly stats = new EngineStats(engineBuckets(4096, new VllmVersion('0.27.0')));
  readonly engine: Engine;
  readonly finished: { readonly name: string; readonly at: number; readonly sequence: Sequence }[] = [];

  constructor(options: RunOptions = {}) {
    this.engine = new Engine({
      clock: options.clock ?? this.clock,
      stats: this.stats,
      stepTime: options.stepTime ?? (() => STEP),
      frontendLatency: options.frontendLatency ?? 0,
      asyncScheduling: options.asyncScheduling ?? false,
      scheduler: {
        maxNumSeqs: 128,
        maxNumBatchedTokens: 512,
        blockSize: 256,
        numBlocks: 1261,
        enablePrefixCaching: true,
        ...options.scheduler,
      },
    });
  }

  submit(
    name: string,
    prompt: number | readonly number[],
    outputs: number,
    more: Partial<GenerationRequest> = {},
  ): Sequence {
    const promptTokens =
      typeof prompt === 'number' ? Array.from({ length: prompt }, (_, i) => i + name.charCodeAt(0) * 1e5) : prompt;
    return this.engine.submit({
      promptTokens,
      outputLength: outputs,
      finishReason: 'length',
      onFinish: (sequence) => this.finished.push({ name, at: this.clock.now(), sequence }),
      ...more,
    });
  }

  /** Let so many steps of 10 ms end. */
  steps(count: number): void {
    this.clock.pass(count * STEP);
  }

  get gauges(): readonly [running: number, waiting: number] {
    return [this.stats.running, this.stats.waiting];
  }
}
