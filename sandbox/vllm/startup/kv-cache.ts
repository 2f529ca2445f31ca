import { ConfigError, kvCacheBytes } from '../arguments/config.ts';
import { engineFailure, type Launch, phaseDuration } from './launch.ts';
import type { Phase } from './timeline.ts';

const GIB = 2 ** 30;

/** Measure what memory is left and lay out the KV cache in it. */
export function allocateCache(launch: Launch): Phase {
  const duration = phaseDuration('kvCache');
  return { duration, moments: [{ after: duration, run: (at) => allocate(launch, at) }] };
}

function allocate(launch: Launch, at: number): void {
  const { config, log, version } = launch;
  if (config instanceof ConfigError) {
    throw engineFailure(launch, at, 'vllm/vllm/v1/core/kv_cache_utils.py", line 731, in check_enough_kv_cache_memory', [
      config.message,
    ]);
  }
  const { scheduler, model, machine, args, maxModelLen, gpuMemoryUtilization } = config;
  const chips = args.tensor_parallel_size * args.pipeline_parallel_size;
  const gib = (bytes: number): string => (bytes / GIB).toFixed(2);
  const limit = machine.hbmUsable * chips;
  const available = kvCacheBytes(model, machine, { chips, utilization: gpuMemoryUtilization, version });
  const memory = [
    `total_hbm_limit_gb=${gib(limit)}GiB`,
    `total_hbm_limit_cap_gb=${gib(limit * gpuMemoryUtilization)}GiB`,
    `total_hbm_used_gb=${gib(model.weightBytes)}GiB`,
    `total_hbm_avail_gb=${gib(available)}GiB`,
  ];
  const tokens = scheduler.numBlocks * scheduler.blockSize;
  const count = (n: number): string => n.toLocaleString('en-US');
  const size = `GPU KV cache size: ${count(tokens)} tokens`;
  const concurrency = `Maximum concurrency for ${count(maxModelLen)} tokens per request: ${(tokens / maxModelLen).toFixed(2)}x`;
  if (version.has('jax')) log.line('EngineCore', 'tpu_worker.py:301', `Memory statistics | ${memory.join(' | ')}`, at);
  for (const line of version.since('0.15.0') ? [`${size}, ${concurrency}`] : [size, concurrency]) {
    log.line('EngineCore', 'kv_cache_utils.py:1316', line, at);
  }
  if (!version.has('jax')) return;
  const layout = `Init kv-cache | num_total_layers=${model.kvLayers ?? model.layers} | num_blocks=${scheduler.numBlocks} | block_size=${scheduler.blockSize}`;
  log.line('EngineCore', 'kv_cache_manager.py:271', layout, at);
}
