import type { Faults } from '../core/faults.ts';
import type { ContainerContext, RunningContainer, Workload } from '../kubernetes/runtime.ts';
import { type ServerCommand, serverCommand } from './arguments/command.ts';
import { ConfigError, resolveConfig, type VllmConfig } from './arguments/config.ts';
import { ArgumentError, type ParsedCommand, parseCommand } from './arguments/parse.ts';
import { type GivenModels, modelProfile } from './profiles/models.ts';
import { VllmVersion, versionOfImage } from './profiles/versions.ts';
import { Replica } from './server/replica.ts';
import { routes } from './server/routes.ts';
import { compile } from './startup/compile.ts';
import { configure, openDevices } from './startup/configure.ts';
import { allocateCache } from './startup/kv-cache.ts';
import { durationsFor, type Launch, type StartupDurations } from './startup/launch.ts';
import { VllmLog } from './startup/log.ts';
import { notesOf } from './startup/notes.ts';
import { serve } from './startup/serve.ts';
import { Timeline } from './startup/timeline.ts';
import { unknownModel } from './startup/unknown-model.ts';
import { loadWeights } from './startup/weights.ts';

export interface VllmWorkloadOptions {
  readonly durations: StartupDurations;
  /** The faults of the model server strike here. */
  readonly faults: Faults;
  /** Models beside the catalogue's. */
  readonly models?: GivenModels;
}

/** The program behind `vllm/vllm-tpu`: starts as vLLM does, phase by phase, and then serves. */
export function createVllmWorkload(options: VllmWorkloadOptions): Workload {
  return { start: (container) => new VllmProcess(container, options) };
}

class VllmProcess implements RunningContainer {
  readonly #container: ContainerContext;
  #timeline: Timeline | undefined;
  #replica: Replica | undefined;
  #stopped = false;

  constructor(context: ContainerContext, { durations, faults, models }: VllmWorkloadOptions) {
    const given = serverCommand(context.args, context.env) ?? NO_COMMAND;
    const env = { ...context.env, ...given.variables };
    const container = { ...context, env };
    this.#container = container;
    const version = env.VLLM_VERSION ? new VllmVersion(env.VLLM_VERSION) : versionOfImage(context.image);
    const log = new VllmLog((line, at) => container.log(line, at), version);
    const command = read(given, version);
    if (command instanceof ArgumentError) {
      this.#end(command.lines, command.code, log, container.startedAt);
      return;
    }
    const { args } = command;
    if (args.hf_token) container.env = { ...env, HF_TOKEN: args.hf_token };
    const model = modelProfile(args.model, models);
    if (!model) {
      for (const line of unknownModel(args.model, version)) container.log(line, container.startedAt);
      this.#end([], 1, log, container.startedAt);
      return;
    }
    const config = configOf(() => resolveConfig(args, model, container.machine, version));
    const notes = notesOf({ ...command, others: given.others, model, config });
    const scaled = durationsFor(model, durations);
    const launch: Launch = { ...command, container, version, config, log, durations: scaled, faults, model, notes };
    this.#timeline = new Timeline({
      clock: container.clock,
      startedAt: container.startedAt,
      phases: [
        () => configure(launch),
        () => openDevices(launch),
        (beginsAt) => loadWeights(launch, beginsAt),
        () => allocateCache(launch),
        (beginsAt) => compile(launch, beginsAt),
        () =>
          serve(
            launch,
            routes({ config: config as VllmConfig, variables: container.env }).map(([path, methods]) => [
              path,
              Object.keys(methods),
            ]),
          ),
      ],
      onDone: (readyAt) => {
        const hiddenMetric = (): string | undefined => hidden(faults);
        const isEngineDead = (): boolean => faults.active('engine-dead') !== undefined;
        const own = { container, config: config as VllmConfig, log, readyAt };
        this.#replica = new Replica({ ...own, hiddenMetric, isEngineDead });
      },
      onFailure: (failure, at) => this.#end(failure.lines, failure.exitCode, log, at, failure.reason),
    });
  }

  listens(port: number): boolean {
    return this.#replica?.listens(port) ?? false;
  }

  accept(port: number, socket: Parameters<NonNullable<RunningContainer['accept']>>[1]): void {
    if (this.#replica) this.#replica.accept(port, socket);
    else socket.destroy();
  }

  request(
    ...call: Parameters<NonNullable<RunningContainer['request']>>
  ): ReturnType<NonNullable<RunningContainer['request']>> {
    if (!this.#replica) throw new Error('The server does not listen yet');
    return this.#replica.request(...call);
  }

  usage(): { cpuMillicores: number; memoryBytes: number } {
    return this.#replica?.usage() ?? { cpuMillicores: 1000, memoryBytes: 4e9 };
  }

  stop(): void {
    this.#stopped = true;
    this.#timeline?.stop();
    this.#replica?.stop();
  }

  #end(
    lines: readonly string[],
    code: number,
    log: VllmLog,
    at: number,
    reason: 'Error' | 'OOMKilled' = 'Error',
  ): void {
    for (const line of lines) log.raw('APIServer', line, at);
    // Not from within start(): the kubelet has to have the container first.
    this.#container.clock.setTimeout(() => {
      if (!this.#stopped) this.#container.exit(code, reason);
    }, 0);
  }
}

const NO_COMMAND: ServerCommand = { argv: [], variables: {}, others: [] };

function read({ argv }: ServerCommand, version: VllmVersion): ParsedCommand | ArgumentError {
  try {
    return parseCommand(argv, version);
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
}

function configOf(resolve: () => VllmConfig): VllmConfig | ConfigError {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function hidden(faults: Faults): string | undefined {
  const fault = faults.active('metric-renamed');
  return fault && String(fault.params.metric ?? 'vllm:num_requests_waiting');
}
