/** The arguments that the server acts on, as vLLM's parser names them (`max_num_seqs`). */
export interface ServerArguments {
  readonly model: string;
  /** What the model is for: until 0.13.0 `task`, since 0.10.1 `runner`. */
  readonly task: string;
  readonly runner: string;
  readonly served_model_name: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly tensor_parallel_size: number;
  readonly pipeline_parallel_size: number;
  readonly data_parallel_size: number;
  /** -1: as much as fits. */
  readonly max_model_len: number | undefined;
  readonly max_num_batched_tokens: number | undefined;
  readonly max_num_seqs: number | undefined;
  readonly gpu_memory_utilization: number | undefined;
  readonly num_gpu_blocks_override: number | undefined;
  readonly block_size: number | undefined;
  readonly kv_cache_dtype: string;
  readonly dtype: string;
  readonly quantization: string | undefined;
  readonly speculative_config: string | undefined;
  readonly num_scheduler_steps: number;
  readonly enable_prefix_caching: boolean;
  readonly async_scheduling: boolean | undefined;
  readonly download_dir: string | undefined;
  readonly load_format: string;
  readonly hf_token: string | undefined;
  readonly api_key: readonly string[];
  readonly chat_template: string | undefined;
  readonly enable_auto_tool_choice: boolean;
  readonly tool_call_parser: string | undefined;
  readonly enable_lora: boolean;
  /** `name=path`, or JSON with `name` and `path`. */
  readonly lora_modules: readonly string[];
  readonly max_logprobs: number;
  readonly enable_request_id_headers: boolean;
  readonly enable_prompt_tokens_details: boolean;
  readonly enable_force_include_usage: boolean;
  readonly disable_fastapi_docs: boolean;
  readonly disable_log_stats: boolean;
  readonly disable_uvicorn_access_log: boolean;
  /** Paths, separated by commas. */
  readonly disable_access_log_for_endpoints: string | undefined;
  readonly uvicorn_log_level: string;
}

export const DEFAULTS: ServerArguments = {
  model: 'Qwen/Qwen3-0.6B',
  task: 'auto',
  runner: 'auto',
  served_model_name: [],
  host: '0.0.0.0',
  port: 8000,
  tensor_parallel_size: 1,
  pipeline_parallel_size: 1,
  data_parallel_size: 1,
  max_model_len: undefined,
  max_num_batched_tokens: undefined,
  max_num_seqs: undefined,
  gpu_memory_utilization: undefined,
  num_gpu_blocks_override: undefined,
  block_size: undefined,
  kv_cache_dtype: 'auto',
  dtype: 'auto',
  quantization: undefined,
  speculative_config: undefined,
  num_scheduler_steps: 1,
  enable_prefix_caching: true,
  async_scheduling: undefined,
  download_dir: undefined,
  load_format: 'auto',
  hf_token: undefined,
  api_key: [],
  chat_template: undefined,
  enable_auto_tool_choice: false,
  tool_call_parser: undefined,
  enable_lora: false,
  lora_modules: [],
  max_logprobs: 20,
  enable_request_id_headers: false,
  enable_prompt_tokens_details: false,
  enable_force_include_usage: false,
  disable_fastapi_docs: false,
  disable_log_stats: false,
  disable_uvicorn_access_log: false,
  disable_access_log_for_endpoints: undefined,
  uvicorn_log_level: 'info',
};

/** Arguments that the server acts on, in argparse's spelling (`max-num-seqs`). */
export const SIMULATED: ReadonlySet<string> = new Set(Object.keys(DEFAULTS).map((name) => name.replaceAll('_', '-')));

/** Whether the arguments make the model one that does not generate text. */
export const pools = ({ runner, task }: ServerArguments): boolean =>
  runner === 'pooling' || !['auto', 'generate'].includes(task);
