import { hash, Random } from '../../core/random.ts';
import type { VllmConfig } from '../arguments/config.ts';
import { tokenPaddings } from '../engine/step-time.ts';
import { engineFailure, type Launch } from './launch.ts';
import { CACHE, type Directory, filesAt, locate, reasonOf, writeFile } from './storage.ts';
import type { Moment, Phase } from './timeline.ts';

/** A graph that is compiled for one shape. */
interface Graph {
  readonly name: string;
  readonly shape: string;
  /** Its part of the time. */
  readonly weight: number;
  readonly file: string;
  readonly bytes: number;
}

/** The subgraphs behind the backbone, one for each padded number of requests. */
const SUBGRAPHS = ['select_from_array', 'compute_logits', 'sample_from_logits', 'gather_logprobs'];
/** The backbone takes most of the time. */
const BACKBONE_WEIGHT = 10;

/** Compile every shape, or load what an earlier start has left in the XLA cache. */
export function compile(launch: Launch, beginsAt: number): Phase {
  const { container, durations, version, log } = launch;
  const config = launch.config as VllmConfig;
  const path = container.env.VLLM_XLA_CACHE_PATH;
  const directory = locate(container.mounts, path ?? `${CACHE}/vllm/xla_cache`);
  const all = graphs(config);
  const rank = `tp${config.args.tensor_parallel_size}_rank0/`;
  const prefix = version.has('jax') ? 'jit_' : rank;
  const written = filesAt(directory, prefix, beginsAt, container.clock.now());
  const found = all.filter(({ file }) => written.some((one) => one.path === directory.prefix + file));
  const cached = found.length / all.length;
  const duration = durations.compileCold * (1 - cached) + durations.compileCached * cached;
  const newest = Math.max(...written.map((file) => file.createdAt));
  // A writer without progress for the time of several graphs is dead, and its files can be used.
  const contended = cached > 0 && cached < 1 && beginsAt - newest < durations.compileCold / 5;
  const forced = launch.faults.active('xla-cache-race') !== undefined && written.length > 0;
  const moments: Moment[] = [
    {
      after: 0,
      run: (at) => {
        if (contended || forced) throw cacheFailure(launch, at, `File exists [${directory.path}/${rank.slice(0, -1)}]`);
        const first = version.has('jax')
          ? 'Precompile all the subgraphs with possible input shapes.'
          : 'Compiling the model with different input shapes.';
        log.line('EngineCore', 'compilation_manager.py:92', first, at);
        save(launch, directory, all[0]!, at);
      },
    },
  ];
  const total = all.reduce((sum, graph) => sum + graph.weight, 0);
  let after = 0;
  for (const graph of all) {
    const time = (duration * graph.weight) / total;
    moments.push({ after, run: (at) => announce(launch, graph, at) });
    after += time;
    moments.push({ after, run: (at) => report(launch, directory, graph, time, at) });
  }
  const seconds = (duration / 1000).toFixed(2);
  moments.push({
    after: duration,
    run: (at) => {
      const text = `init engine (profile, create kv cache, warmup model) took ${seconds} seconds`;
      log.line('EngineCore', 'core.py:247', version.has('jax') ? `${text} (compilation: ${seconds} s)` : text, at);
    },
  });
  return { duration, moments };
}

function graphs({ scheduler, version, args, model }: VllmConfig): readonly Graph[] {
  const shapes: { name: string; shape: string; weight: number }[] = [];
  for (const tokens of tokenPaddings(scheduler.maxNumBatchedTokens)) {
    shapes.push({ name: 'backbone', shape: `'num_tokens': ${tokens}`, weight: BACKBONE_WEIGHT });
  }
  for (const name of SUBGRAPHS) {
    for (const requests of tokenPaddings(scheduler.maxNumSeqs, 8)) {
      shapes.push({ name, shape: `'num_reqs': ${requests}`, weight: 1 });
    }
  }
  const program = `${version.text} ${args.tensor_parallel_size} ${model.parameters} ${scheduler.maxNumSeqs}`;
  return shapes.map(({ name, shape, weight }) => {
    const digest = new Random(hash(`${program} ${name} ${shape}`)).hex(64);
    const folder = `tp${args.tensor_parallel_size}_rank0`;
    const file = version.has('jax') ? `jit_${name}-${digest}-cache` : `${folder}/${digest}`;
    return { name, shape, weight, file, bytes: weight * 1_300_000 };
  });
}

function announce({ log, version }: Launch, { name, shape }: Graph, at: number): void {
  const text = version.has('jax') ? `Precompile worker0 ${name} --> {${shape}}` : `  -- ${shape.replaceAll("'", '')}`;
  if (version.has('jax') || name === 'backbone') log.line('EngineCore', 'compilation_manager.py:104', text, at);
}

function report(launch: Launch, directory: Directory, graph: Graph, time: number, at: number): void {
  const { log, version } = launch;
  const text = `Compilation of ${graph.name} finished in ${(time / 1000).toFixed(2)} [secs].`;
  if (version.has('jax')) log.line('EngineCore', 'compilation_manager.py:118', text, at);
  save(launch, directory, graph, at);
}

/** JAX continues without its cache; torch_xla fails. */
function save(launch: Launch, directory: Directory, graph: Graph, at: number): void {
  if (!launch.container.env.VLLM_XLA_CACHE_PATH) return;
  const refused = writeFile(directory, graph.file, graph.bytes);
  if (!refused) return;
  const reason = reasonOf(refused);
  const path = `${directory.path}/${graph.file}`;
  if (!launch.version.has('jax')) throw cacheFailure(launch, at, `${reason} [${path.slice(0, path.lastIndexOf('/'))}]`);
  const text = `Error writing persistent compilation cache entry for '${graph.name}': ${reason}: '${path}'`;
  launch.log.line('EngineCore', 'compiler.py:681', text, at, 'WARNING');
}

function cacheFailure(launch: Launch, at: number, what: string): Error {
  const error = `RuntimeError: filesystem error: cannot create directories: ${what}`;
  return engineFailure(launch, at, 'vllm/vllm/v1/worker/tpu_worker.py", line 150, in init_device', [error]);
}
