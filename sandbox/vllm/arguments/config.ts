import type { SchedulerConfig } from '../engine/scheduler.ts';
import { kvBytesPerToken, kvElementBytes } from '../profiles/costs.ts';
import type { ModelProfile } from '../profiles/models.ts';
import { type MachineProfile, machineProfile, performanceProfile } from '../profiles/profiles.ts';
import { loadedModel } from '../profiles/quantization.ts';
import type { VllmVersion } from '../profiles/versions.ts';
import type { ServerArguments } from './options.ts';
import { refusalOf } from './refusals.ts';

const GIB = 2 ** 30;
const LARGEST_PAGE = 256;

/** A configuration that vLLM refuses while it starts. `error` is the last line of the traceback. */
export class ConfigError extends Error {
  readonly code = 1;
  /** Where it is noticed: by the API server at once, or by the engine when it has its devices. */
  readonly where: 'arguments' | 'devices' | 'weights' | 'kvCache';

  constructor(where: ConfigError['where'], error: string) {
    super(error);
    this.where = where;
  }
}

/** Everything that the engine and the server need to know, worked out from the arguments, the image and the machine. */
export interface VllmConfig {
  readonly args: ServerArguments;
  readonly version: VllmVersion;
  readonly model: ModelProfile;
  readonly machine: MachineProfile;
  readonly servedModelNames: readonly string[];
  readonly maxModelLen: number;
  readonly gpuMemoryUtilization: number;
  readonly asyncScheduling: boolean;
  readonly scheduler: SchedulerConfig;
}

/** vLLM's page size on TPU: a sixteenth of the longest sequence, rounded to powers of two between 16 and 256. */
export function pageSize(maxModelLen: number, version: VllmVersion): number {
  if (!version.has('largePages') || maxModelLen > 8192) return 16;
  return Math.min(LARGEST_PAGE, Math.max(16, 2 ** Math.ceil(Math.log2(maxModelLen)) / 16));
}

/** Bytes for the KV cache, over all chips that the server uses. */
export function kvCacheBytes(
  model: ModelProfile,
  machine: MachineProfile,
  options: { readonly chips: number; readonly utilization: number; readonly version: VllmVersion },
): number {
  const { kvCache, kvCacheTorchXla } = performanceProfile();
  const { usedFactor } = options.version.has('jax') ? kvCache : kvCacheTorchXla;
  return machine.hbmUsable * options.chips * options.utilization - model.weightBytes * usedFactor;
}

/** @throws ConfigError */
export function resolveConfig(
  args: ServerArguments,
  stored: ModelProfile,
  host: { readonly machineType: string; readonly tpuChips: number },
  version: VllmVersion,
): VllmConfig {
  const refusal = refusalOf({ args, model: stored, version });
  // Before tpu-inference every dtype became bfloat16.
  const model = loadedModel(stored, version.has('jax') ? args.dtype : 'auto', args.quantization);
  if (refusal !== undefined) throw new ConfigError('arguments', refusal);
  const machine = machineProfile(host.machineType);
  if (!machine || host.tpuChips === 0) {
    throw new ConfigError(
      'devices',
      `RuntimeError: Unable to initialize backend 'tpu': No TPU device found on ${host.machineType}`,
    );
  }
  const fitted = args.max_model_len === FITTING;
  const wanted = fitted ? model.maxPositions : (args.max_model_len ?? model.maxPositions);
  if (wanted > model.maxPositions) throw tooLong(wanted, model);
  const maxNumSeqs = args.max_num_seqs ?? machine.defaults.maxNumSeqs;
  const maxNumBatchedTokens = args.max_num_batched_tokens ?? Math.max(machine.defaults.maxNumBatchedTokens, maxNumSeqs);
  if (maxNumBatchedTokens < maxNumSeqs) {
    const text = `max_num_batched_tokens (${maxNumBatchedTokens}) must be greater than or equal to max_num_seqs (${maxNumSeqs}).`;
    throw new ConfigError('arguments', `ValueError: ${text}`);
  }
  const chips = args.tensor_parallel_size;
  const holders = chips * args.pipeline_parallel_size;
  const devices = holders * args.data_parallel_size;
  if (devices > host.tpuChips) {
    const shape = `${args.data_parallel_size * args.pipeline_parallel_size}, ${chips}`;
    const mesh = `Number of devices ${host.tpuChips} must be >= the product of mesh_shape (${shape})`;
    throw new ConfigError('devices', `ValueError: ${mesh}`);
  }
  if (!dividesInto(model.kvHeads, chips)) throw new ConfigError('weights', 'AssertionError');
  if (model.weightBytes > machine.hbmUsable * holders) throw outOfMemory(model, machine, holders);
  const gpuMemoryUtilization = args.gpu_memory_utilization ?? (version.has('utilization92') ? 0.92 : 0.9);
  const bytes = kvCacheBytes(model, machine, { chips: holders, utilization: gpuMemoryUtilization, version });
  if (bytes <= 0) throw new ConfigError('kvCache', `ValueError: ${NO_CACHE_MEMORY}`);
  const tokenBytes = kvBytesPerToken(model, chips, kvElementBytes(args.kv_cache_dtype, args.dtype));
  const maxModelLen = fitted ? Math.max(1, Math.min(wanted, longest(bytes, tokenBytes))) : wanted;
  const blockSize = args.block_size ?? pageSize(maxModelLen, version);
  const numBlocks = args.num_gpu_blocks_override ?? Math.floor(bytes / (blockSize * tokenBytes));
  if ((numBlocks - 1) * blockSize < maxModelLen) throw cacheTooSmall(maxModelLen, tokenBytes, bytes);
  return {
    args,
    version,
    model,
    machine,
    servedModelNames: args.served_model_name.length > 0 ? args.served_model_name : [args.model],
    maxModelLen,
    gpuMemoryUtilization,
    asyncScheduling: args.async_scheduling ?? version.has('asyncScheduling'),
    scheduler: {
      maxNumSeqs,
      maxNumBatchedTokens,
      blockSize,
      numBlocks,
      enablePrefixCaching: args.enable_prefix_caching,
    },
  };
}

/** Each chip has some of the KV heads, or each head is on some of the chips. */
const dividesInto = (heads: number, chips: number): boolean => Math.max(heads, chips) % Math.min(heads, chips) === 0;

/** The longest sequence that the cache holds, in its largest pages; one page stays empty. */
function longest(bytes: number, tokenBytes: number): number {
  return (Math.floor(bytes / (LARGEST_PAGE * tokenBytes)) - 1) * LARGEST_PAGE;
}

/** `--max-model-len=auto` and -1. */
const FITTING = -1;

const NO_CACHE_MEMORY =
  'No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.';

function tooLong(maxModelLen: number, model: ModelProfile): ConfigError {
  const derived = `the derived max_model_len (max_position_embeddings=${model.maxPositions} or model_max_length=None in model's config.json)`;
  return new ConfigError(
    'arguments',
    `ValueError: User-specified max_model_len (${maxModelLen}) is greater than ${derived}.`,
  );
}

function outOfMemory(model: ModelProfile, machine: MachineProfile, chips: number): ConfigError {
  const each = (model.weightBytes / chips / GIB).toFixed(2);
  const limit = (machine.hbmUsable / GIB).toFixed(2);
  const text = `RESOURCE_EXHAUSTED: Error loading weights: attempting to allocate ${each}G. That was not possible. There are ${limit}G of HBM per chip.`;
  return new ConfigError('weights', `jax.errors.JaxRuntimeError: ${text}`);
}

function cacheTooSmall(maxModelLen: number, tokenBytes: number, bytes: number): ConfigError {
  const needed = ((maxModelLen * tokenBytes) / GIB).toFixed(2);
  const text = `To serve at least one request with the models's max seq len (${maxModelLen}), (${needed} GiB KV cache is needed, which is larger than the available KV cache memory (${(bytes / GIB).toFixed(2)} GiB). Try increasing \`gpu_memory_utilization\` or decreasing \`max_model_len\` when initializing the engine.`;
  return new ConfigError('kvCache', `ValueError: ${text}`);
}
