import { ConfigError } from '../arguments/config.ts';
import { dtypeWarning } from '../arguments/refusals.ts';
import { tokenPaddings } from '../engine/step-time.ts';
import { hubRefusal, hubTraceback } from './hub.ts';
import { engineFailure, type Launch, phaseDuration } from './launch.ts';
import { strikeDevices, strikeHub, strikeSlowHub } from './strikes.ts';
import { type Phase, StartupFailure } from './timeline.ts';

const GIB = 2 ** 30;

/** Variables with this prefix that vLLM knows; it warns of every other one. */
const KNOWN_VARIABLES: ReadonlySet<string> = new Set([
  'VLLM_XLA_CACHE_PATH',
  'VLLM_API_KEY',
  'VLLM_CACHE_ROOT',
  'VLLM_LOG_STATS_INTERVAL',
  'VLLM_LOGGING_LEVEL',
  'VLLM_HTTP_TIMEOUT_KEEP_ALIVE',
  'VLLM_SERVER_DEV_MODE',
  'VLLM_XLA_CHECK_RECOMPILATION',
  'VLLM_DISABLE_COMPILE_CACHE',
  'VLLM_HOST_IP',
]);

/** Python starts, reads the arguments, and asks the Hub for the model's configuration. */
export function configure(launch: Launch): Phase {
  const { container, args, version, log, config, model } = launch;
  const duration = phaseDuration('python');
  return {
    duration,
    moments: [
      {
        after: duration / 2,
        run: (at) => {
          log.line('APIServer', 'api_server.py:1977', banner(launch), at);
          log.line('APIServer', 'utils.py:233', `non-default args: ${python(launch.nonDefault)}`, at);
          for (const name of unknownVariables(launch)) {
            log.line('APIServer', 'envs.py:1621', `Unknown vLLM environment variable detected: ${name}`, at, 'WARNING');
          }
          for (const note of launch.notes) container.log(`[sandbox] ${note}`, at);
        },
      },
      {
        after: duration,
        run: (at) => {
          strikeHub(launch);
          strikeSlowHub(launch);
          const refusal = hubRefusal(model, container.env, launch.faults);
          if (refusal) throw new StartupFailure(hubTraceback(args.model, refusal, container.random));
          if (config instanceof ConfigError && config.where === 'arguments') {
            throw new StartupFailure(['Traceback (most recent call last):', config.message]);
          }
          log.line('APIServer', 'model.py:637', `Resolved architecture: ${model.architecture}`, at);
          const warning = dtypeWarning(args, version);
          if (warning) log.line('APIServer', 'tpu.py:104', warning, at, 'WARNING');
          if (config instanceof ConfigError) return;
          const { maxModelLen, scheduler } = config;
          const chunked = `Chunked prefill is enabled with max_num_batched_tokens=${scheduler.maxNumBatchedTokens}.`;
          log.line('APIServer', 'model.py:1750', `Using max model len ${maxModelLen}`, at);
          log.line('APIServer', 'scheduler.py:205', chunked, at);
          if (!version.has('jax')) return;
          const executor = 'Force using UniProcExecutor for JAX on single host without pipeline parallelism.';
          log.line(
            'APIServer',
            'tpu_platform.py:184',
            `Initialized sharding configuration: tp=${args.tensor_parallel_size}`,
            at,
          );
          log.line('APIServer', 'tpu_platform.py:206', executor, at);
          log.line('APIServer', 'tpu_platform.py:66', 'Using FLASH_ATTN backend.', at);
        },
      },
    ],
  };
}

/** The engine process starts and opens the TPU devices. */
export function openDevices(launch: Launch): Phase {
  const { args, version, log, config, container } = launch;
  const duration = phaseDuration('engine');
  return {
    duration,
    moments: [
      {
        after: duration / 2,
        run: (at) => {
          const model = `model='${args.model}', tensor_parallel_size=${args.tensor_parallel_size}`;
          log.line(
            'EngineCore',
            'core.py:93',
            `Initializing a V1 LLM engine (v${version.text}) with config: ${model}`,
            at,
          );
        },
      },
      {
        after: duration,
        run: (at) => {
          strikeDevices(launch, at);
          if (config instanceof ConfigError) {
            if (config.where !== 'devices') return;
            throw engineFailure(launch, at, 'tpu_inference/worker/tpu_worker.py", line 211, in init_device', [
              config.message,
            ]);
          }
          if (!version.has('jax')) return;
          const { scheduler, machine } = config;
          const chips = args.tensor_parallel_size;
          const paddings = (list: readonly number[]): string => `[${list.join(', ')}]`;
          const tokens = paddings(tokenPaddings(scheduler.maxNumBatchedTokens));
          const requests = paddings(tokenPaddings(scheduler.maxNumSeqs, 8));
          const hbm = Array(chips)
            .fill(`(0.0, ${(machine.hbmUsable / GIB).toFixed(2)})`)
            .join(', ');
          const info = (source: string, text: string): void => log.line('EngineCore', source, text, at);
          info('tpu_runner.py:312', `Init mesh | mesh=Mesh('data': 1, 'model': ${chips})`);
          info('tpu_runner.py:389', `Prepared token paddings: ${tokens}`);
          info('tpu_runner.py:396', `Prepared request paddings: ${requests}`);
          info('tpu_runner.py:403', `Prepared attn request paddings: [${scheduler.maxNumSeqs}]`);
          if (container.env.VLLM_XLA_CACHE_PATH) info('compilation_manager.py:71', 'Enabling JAX compile cache.');
          info('tpu_worker.py:237', `Init worker | rank=0 | node_id=0 | is_driver_worker=True | hbm=[${hbm}]GiB`);
        },
      },
    ],
  };
}

function banner({ args, version }: Launch): string {
  return version.has('banner')
    ? `vLLM server version ${version.text}, serving model ${args.model}`
    : `vLLM API server version ${version.text}`;
}

function unknownVariables({ container, version }: Launch): readonly string[] {
  if (!version.has('unknownVariables')) return [];
  return Object.keys(container.env).filter((name) => name.startsWith('VLLM_') && !KNOWN_VARIABLES.has(name));
}

/** A dict as Python prints it; keys are not shown in full. */
function python(values: Readonly<Record<string, unknown>>): string {
  const show = (name: string, value: unknown): string => {
    if (name === 'api_key' || name === 'hf_token') return "'***'";
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (Array.isArray(value)) return `[${value.map((item) => show('', item)).join(', ')}]`;
    return typeof value === 'string' ? `'${value}'` : String(value);
  };
  return `{${Object.entries(values)
    .map(([name, value]) => `'${name}': ${show(name, value)}`)
    .join(', ')}}`;
}
