import { Clock } from '../../../sandbox/core/clock.ts';
import type { ActiveFault, Faults } from '../../../sandbox/core/faults.ts';
import { Random } from '../../../sandbox/core/random.ts';
import type { FaultName } from '../../../sandbox/data/names.ts';
import {
  type ContainerContext,
  type Mount,
  MountError,
  type RunningContainer,
} from '../../../sandbox/kubernetes/runtime.ts';
import type { GivenModels } from '../../../sandbox/vllm/profiles/models.ts';
import { createVllmWorkload } from '../../../sandbox/vllm/workload.ts';
import { ownAddress } from './own-address.ts';

/** The manifest's command line. */
export const COMMAND = [
  'python3',
  '-m',
  'vllm.entrypoints.openai.api_server',
  '--host=0.0.0.0',
  '--port=8000',
  '--tensor-parallel-size=8',
  '--max-model-len=4096',
  '--model=meta-llama/Llama-3.1-70B',
  '--download-dir=/data',
  '--max-num-batched-tokens=512',
  '--max-num-seqs=128',
];

export const MINUTE = 60_000;
export const DURATIONS = {
  weightsDownload: 18 * MINUTE,
  weightsFromBucket: 7 * MINUTE,
  weightsStreamed: 3 * MINUTE,
  compileCold: 5 * MINUTE,
  compileCached: 2 * MINUTE,
};

/** A simulated clock that moves only when told to. */
export class ManualClock extends Clock {
  readonly #real: { ms: number };

  constructor(start = Date.UTC(2026, 7, 14, 9, 30)) {
    const real = { ms: 0 };
    super({ start, pace: 1e6, monotonic: () => real.ms });
    this.#real = real;
  }

  /** Let so many simulated ms pass. */
  pass(ms: number): void {
    const until = this.now() + ms;
    this.setTimeout(() => undefined, ms);
    while (this.now() < until) {
      // One real step at this pace is 10 simulated seconds: the clock never sees itself as late.
      this.#real.ms += Math.min(10, (until - this.now()) / this.pace);
      this.advance();
    }
  }
}

/** A bucket that several containers can mount. */
export class TestBucket implements Mount {
  readonly kind = 'bucket';
  readonly bucket = 'test-bucket';
  readonly readOnly = false;
  readonly files = new Map<string, { path: string; size: number; createdAt: number }>();
  refuses = false;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  exists(path: string): boolean {
    return this.files.has(path);
  }

  list(prefix: string) {
    return [...this.files.values()].filter(({ path }) => path.startsWith(prefix));
  }

  write(path: string, size: number): void {
    if (this.refuses) throw new MountError('EACCES', `Permission denied: '${path}'`);
    this.files.set(path, { path, size, createdAt: this.#clock.now() });
  }
}

export class TestFaults implements Faults {
  readonly on = new Map<string, ActiveFault>();

  add(name: FaultName, params: ActiveFault['params'] = {}): void {
    this.on.set(name, { name, params });
  }

  active(name: string): ActiveFault | undefined {
    return this.on.get(name);
  }
}

export interface StartOptions {
  readonly clock: Clock;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly mount?: Mount;
  readonly faults?: Faults;
  readonly durations?: typeof DURATIONS;
  readonly startedAt?: number;
  readonly tpuChips?: number;
  readonly address?: string;
  readonly models?: GivenModels;
}

export interface Started {
  readonly running: RunningContainer;
  readonly lines: { readonly time: number; readonly text: string }[];
  readonly exits: { readonly code: number; readonly reason: string | undefined; readonly at: number }[];
}

/** Run the workload as a kubelet would. */
export function start(options: StartOptions): Started {
  const { clock, args = COMMAND, faults = new TestFaults(), durations = DURATIONS } = options;
  const lines: Started['lines'] = [];
  const exits: Started['exits'] = [];
  const container: ContainerContext = {
    clock,
    random: new Random('test'),
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'vllm', uid: 'u', resourceVersion: '1', creationTimestamp: '' },
    },
    name: 'vllm-tpu',
    image: options.image ?? 'vllm/vllm-tpu:latest',
    args,
    env: options.env ?? { HUGGING_FACE_HUB_TOKEN: 'hf_test', VLLM_XLA_CACHE_PATH: '/data' },
    mounts: options.mount ? { '/data': options.mount } : {},
    machine: { machineType: 'ct6e-standard-8t', tpuChips: options.tpuChips ?? 8 },
    startedAt: options.startedAt ?? clock.now(),
    address: options.address ?? ownAddress(1),
    log: (text, at) => lines.push({ text, time: at ?? clock.now() }),
    exit: (code, reason) => exits.push({ code, reason, at: clock.now() }),
  };
  return { running: createVllmWorkload({ durations, faults, models: options.models }).start(container), lines, exits };
}
