import type { Clock } from '../core/clock.ts';
import { resolveConfig, type VllmConfig } from '../vllm/arguments/config.ts';
import { parseCommand } from '../vllm/arguments/parse.ts';
import { Engine } from '../vllm/engine/engine.ts';
import { EngineStats } from '../vllm/engine/stats.ts';
import { type StepTime, stepTime } from '../vllm/engine/step-time.ts';
import { engineBuckets } from '../vllm/metrics/buckets.ts';
import { roofline, stepCosts } from '../vllm/profiles/costs.ts';
import { profile } from '../vllm/profiles/data.ts';
import { modelNames, modelProfile } from '../vllm/profiles/models.ts';
import { machineProfile, performanceProfile } from '../vllm/profiles/profiles.ts';
import { versionOfImage } from '../vllm/profiles/versions.ts';
import { SimulationInput } from './input.ts';
import type { Arrival } from './traffic.ts';

/** The server of each replica. */
export interface ServerOptions {
  readonly model: string;
  readonly machineType: string;
  /** vLLM's options, such as `--max-num-seqs=128`. */
  readonly options: readonly string[];
  readonly image: string;
}

/** The tutorial's server, on the machine and with the version that the step times were fitted on. */
export const TUTORIAL: ServerOptions = {
  model: 'meta-llama/Llama-3.1-70B',
  machineType: performanceProfile().fittedOn.machine,
  options: ['--max-model-len=4096', '--max-num-batched-tokens=512', '--max-num-seqs=128'],
  image: `vllm/vllm-tpu:${profile<{ readonly default: string }>('images').default}`,
};

/** @throws SimulationInput for a model or a machine that is not known, ConfigError, ArgumentError */
export function serverConfig({ model, machineType, options, image }: ServerOptions): VllmConfig {
  const known = modelProfile(model);
  if (!known) throw new SimulationInput(`--model: expected one of ${modelNames().join(', ')}, not ${model}`);
  const machine = machineProfile(machineType);
  if (!machine) throw new SimulationInput(`--machine: expected a machine type with TPUs, not ${machineType}`);
  const tensor = `--tensor-parallel-size=${machine.chips}`;
  const vllm = versionOfImage(image);
  const { args } = parseCommand(['vllm', 'serve', model, tensor, ...options], vllm);
  return resolveConfig(args, known, { machineType, tpuChips: machine.chips }, vllm);
}

function stepsOf({ model, machine, args, scheduler }: VllmConfig): StepTime {
  const chips = args.tensor_parallel_size;
  return stepTime(stepCosts(model, machine, chips), roofline(model, machine, chips), scheduler.maxNumBatchedTokens);
}

/** An engine without HTTP: what a request of the traffic does to it is what a client's would do. */
export class Server {
  readonly stats: EngineStats;
  readonly #engine: Engine;
  readonly #clock: Clock;

  /** @param steps, frontend instead of the model's own, for queues of known answer */
  constructor(
    config: VllmConfig,
    clock: Clock,
    steps: StepTime = stepsOf(config),
    frontend = performanceProfile().frontendLatency,
  ) {
    this.#clock = clock;
    this.stats = new EngineStats(engineBuckets(config.maxModelLen, config.version));
    this.#engine = new Engine({
      clock,
      stats: this.stats,
      scheduler: { ...config.scheduler, enablePrefixCaching: false },
      stepTime: steps,
      frontendLatency: frontend,
      asyncScheduling: config.asyncScheduling,
    });
  }

  /** Requests that it has: running, waiting, and on their way to the queue. */
  inFlight = 0;

  /** @param done the time to the first token and to the whole answer (ms) */
  submit({ input, output }: Arrival, done: (ttft: number, latency: number) => void): void {
    const at = this.#clock.now();
    this.inFlight++;
    this.#engine.submit({
      // Its content matters to the prefix cache only, which different prompts do not use.
      promptTokens: { length: Math.max(1, input) },
      outputLength: output,
      finishReason: 'length',
      onFinish: ({ firstTokenAt, lastTokenAt }) => {
        this.inFlight--;
        done(firstTokenAt - at, lastTokenAt - at);
      },
    });
  }

  stop(): void {
    this.#engine.stop();
  }
}
