import type { VllmConfig } from '../arguments/config.ts';
import type { EngineStats } from '../engine/stats.ts';
import { counter, gauge, histogram, type Labels, type Renderer, type Series } from './exposition.ts';
import { FAMILIES, type Family } from './families.ts';

/** Since which version the finished_reason labels `error` and `repetition` are there. */
const REASONS: Readonly<Record<string, string>> = { error: '0.13.0', repetition: '0.17.0' };

/** The `vllm:` families of a replica, as its version has them. @param createdAt seconds since the epoch */
export function engineMetrics(config: VllmConfig, stats: EngineStats, createdAt: number): readonly Renderer[] {
  const { version } = config;
  const base: Labels = {
    ...(version.since('0.9.0') && { engine: '0' }),
    model_name: config.servedModelNames[0]!,
  };
  const families = FAMILIES.filter(
    ({ since, until }) => (!since || version.since(since)) && !(until && version.since(until)),
  );
  const renderers = families.map((family) => render(family, config, stats, base, createdAt));
  return version.since('0.9.0') ? [...renderers, cacheConfigInfo(config)] : renderers;
}

function render(family: Family, config: VllmConfig, stats: EngineStats, base: Labels, createdAt: number): Renderer {
  const name = `vllm:${family.name}`;
  if (family.histogram) {
    return histogram(name, family.help, [{ labels: base, value: family.histogram(stats) }], createdAt);
  }
  const read = (family.gauge ?? family.counter)!;
  const series: Series<() => number>[] = [];
  const first = read(stats);
  if (typeof first === 'number') series.push({ labels: base, value: () => read(stats) as number });
  else {
    for (const key of Object.keys(first)) {
      if (REASONS[key] && !config.version.since(REASONS[key])) continue;
      const value = (): number => (read(stats) as Readonly<Record<string, number>>)[key]!;
      series.push({ labels: { ...base, [family.by!]: key }, value });
    }
  }
  return family.gauge ? gauge(name, family.help, series) : counter(name, family.help, series, createdAt);
}

/** Info metric: everything is in the labels, as Python prints it. */
function cacheConfigInfo(config: VllmConfig): Renderer {
  const { scheduler, args, maxModelLen } = config;
  const tokens = scheduler.numBlocks * scheduler.blockSize;
  const labels: Labels = {
    block_size: String(scheduler.blockSize),
    cache_dtype: 'auto',
    calculate_kv_scales: 'False',
    enable_prefix_caching: scheduler.enablePrefixCaching ? 'True' : 'False',
    engine: '0',
    gpu_memory_utilization: String(config.gpuMemoryUtilization),
    is_attention_free: 'False',
    kv_cache_dtype_skip_layers: '[]',
    kv_cache_max_concurrency: String(tokens / maxModelLen),
    kv_cache_memory_bytes: 'None',
    kv_cache_size_tokens: String(tokens),
    num_cpu_blocks: 'None',
    num_gpu_blocks: String(scheduler.numBlocks),
    num_gpu_blocks_override: args.num_gpu_blocks_override === undefined ? 'None' : String(args.num_gpu_blocks_override),
    prefix_caching_hash_algo: 'sha256',
    sliding_window: 'None',
    user_specified_block_size: args.block_size === undefined ? 'False' : 'True',
  };
  return gauge('vllm:cache_config_info', 'Information of the LLMEngine CacheConfig', [{ labels, value: () => 1 }]);
}
