import { milliseconds } from '../../core/data.ts';
import type { Faults } from '../../core/faults.ts';
import type { Durations } from '../../core/world.ts';
import type { ContainerContext } from '../../kubernetes/runtime.ts';
import type { ConfigError, VllmConfig } from '../arguments/config.ts';
import type { ServerArguments } from '../arguments/options.ts';
import { phaseShares } from '../profiles/costs.ts';
import { profile } from '../profiles/data.ts';
import type { ModelProfile } from '../profiles/models.ts';
import type { VllmVersion } from '../profiles/versions.ts';
import type { VllmLog } from './log.ts';
import { StartupFailure } from './timeline.ts';

/** The parts of `data/durations.yaml` that a model server takes (ms). */
export type StartupDurations = Pick<
  Durations,
  'weightsDownload' | 'weightsFromBucket' | 'weightsStreamed' | 'compileCold' | 'compileCached'
>;

/** The context of one server start. */
export interface Launch {
  readonly container: ContainerContext;
  readonly args: ServerArguments;
  readonly nonDefault: Readonly<Record<string, unknown>>;
  readonly version: VllmVersion;
  readonly model: ModelProfile;
  /** Either the configuration or why there is none; the process notices that at the place where vLLM does. */
  readonly config: VllmConfig | ConfigError;
  readonly log: VllmLog;
  /** What the sandbox says of this start that vLLM does not. */
  readonly notes: readonly string[];
  readonly durations: StartupDurations;
  readonly faults: Faults;
}

interface StartupProfile {
  readonly python: string;
  readonly engine: string;
  readonly kvCache: string;
  readonly serve: string;
  readonly hubClient: string;
  readonly downloadShare: number;
}

/** The durations of the measured model, carried over to another one. */
export function durationsFor<Names extends keyof StartupDurations>(
  model: ModelProfile,
  durations: Pick<StartupDurations, Names>,
): Pick<StartupDurations, Names> {
  const { weights, compile } = phaseShares(model);
  const scaled = Object.entries<number>(durations).map(([name, ms]) => [
    name,
    ms * (name.startsWith('weights') ? weights : name.startsWith('compile') ? compile : 1),
  ]);
  return Object.fromEntries(scaled);
}

/** A phase's own duration from `data/profiles/startup.yaml` (ms). */
export function phaseDuration(name: Exclude<keyof StartupProfile, 'downloadShare'>): number {
  return milliseconds(profile<StartupProfile>('startup')[name]);
}

export const downloadShare = (): number => profile<StartupProfile>('startup').downloadShare;

/** The engine process dies with a traceback, and then the API server with its own. */
export function engineFailure(launch: Launch, at: number, where: string, errors: readonly string[]): StartupFailure {
  const { log } = launch;
  log.line('EngineCore', 'core.py:1089', 'EngineCore failed to start.', at, 'ERROR');
  const traceback = ['Traceback (most recent call last):', `  File "/workspace/${where}`, '    raise', ...errors];
  for (const line of traceback) log.line('EngineCore', 'core.py:1089', line, at, 'ERROR');
  return new StartupFailure([
    'Traceback (most recent call last):',
    '  File "/workspace/vllm/vllm/entrypoints/openai/api_server.py", line 1997, in <module>',
    '    uvloop.run(run_server(args))',
    '  File "/workspace/vllm/vllm/v1/engine/utils.py", line 1120, in wait_for_engine_startup',
    '    raise RuntimeError(',
    'RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}',
  ]);
}
