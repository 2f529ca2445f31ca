import { ConfigError } from '../arguments/config.ts';
import { downloadShare, engineFailure, type Launch } from './launch.ts';
import { CACHE, type Directory, filesAt, locate, pythonError, readFile, writeFile } from './storage.ts';
import { strikeWrite } from './strikes.ts';
import { type Moment, type Phase, StartupFailure } from './timeline.ts';

const GIB = 2 ** 30;
/** huggingface_hub's default cache folder. */
export const HUB_CACHE = `${CACHE}/huggingface/hub`;
/** The commit of the Hub's repository under which its cache keeps a snapshot. */
export const SNAPSHOT = '349b2ddb53ce8f2849a6c168a81980ab25258dac';

/** `model-00001-of-00030.safetensors`, …; a single file has no number. */
export function shardNames(shards: number): readonly string[] {
  if (shards === 1) return ['model.safetensors'];
  const number = (n: number): string => String(n).padStart(5, '0');
  return Array.from({ length: shards }, (_, i) => `model-${number(i + 1)}-of-${number(shards)}.safetensors`);
}

/** The folder that the Hub's cache has for a model. */
export function modelFolder(model: string): string {
  return `models--${model.replaceAll('/', '--')}`;
}

/** Downloads the missing weights to the download directory, then loads them into the chips' memory. */
export function loadWeights(launch: Launch, beginsAt: number): Phase {
  const { container, args, durations, faults } = launch;
  const { model } = launch;
  const directory = locate(container.mounts, args.download_dir ?? HUB_CACHE);
  const folder = modelFolder(args.model);
  const there = new Set(
    filesAt(directory, `${folder}/`, beginsAt, container.clock.now()).map(({ path }) =>
      path.slice(path.lastIndexOf('/') + 1),
    ),
  );
  const shards = shardNames(model.shards);
  const missing = shards.filter((shard) => !there.has(shard));
  const share = missing.length / shards.length;
  const download = durations.weightsDownload * downloadShare() * share;
  const read = streams(launch) ? durations.weightsStreamed : durations.weightsFromBucket;
  const load = durations.weightsDownload * (1 - downloadShare()) * share + read * (1 - share);
  const duration = download + load;
  const size = Math.ceil(model.weightBytes / shards.length);
  const moments: Moment[] = [{ after: 0, run: (at) => begin(launch, directory, folder, missing.length, at) }];
  missing.forEach((shard, i) => {
    const name = `${folder}/snapshots/${SNAPSHOT}/${shard}`;
    const after = (download * (i + 1)) / missing.length;
    moments.push({ after, run: (at) => save(launch, directory, name, size, at) });
  });
  if (faults.active('pod-oom')) {
    const after = download + load / 2;
    moments.push({
      after,
      run: () => {
        throw new StartupFailure([], 137, 'OOMKilled');
      },
    });
    return { duration, moments };
  }
  shards.forEach((shard, i) => {
    const after = download + (load * (i + 1)) / (shards.length + 1);
    moments.push({ after, run: (at) => readShard(launch, directory, `${folder}/snapshots/${SNAPSHOT}/${shard}`, at) });
  });
  moments.push({
    after: duration,
    run: (at) => {
      if (streams(launch)) reportStream(launch, load, at);
      finish(launch, at);
    },
  });
  return { duration, moments };
}

/** Run:ai's streamer reads many files at a time. Before the version that has it on TPUs the option changes nothing. */
function streams({ args, version }: Launch): boolean {
  return args.load_format === 'runai_streamer' && version.has('runaiStreamer');
}

function reportStream({ log, model }: Launch, took: number, at: number): void {
  const bytes = model.weightBytes;
  const [gib, seconds] = [(bytes / GIB).toFixed(1), (took / 1000).toFixed(2)];
  const rate = (bytes / 2 ** 20 / (took / 1000)).toFixed(1);
  const text = `[RunAI Streamer] Overall time to stream ${gib} GiB of all files to cpu: ${seconds}s, ${rate} MiB/s`;
  log.raw('EngineCore', text, at);
}

function begin(launch: Launch, directory: Directory, folder: string, missing: number, at: number): void {
  const { args, log, version } = launch;
  const info = (source: string, text: string): void => log.line('EngineCore', source, text, at);
  if (version.has('jax')) {
    info('tpu_runner.py:521', 'Loading model with MODEL_IMPL_TYPE=auto');
    info('model_loader.py:118', "Resolved MODEL_IMPL_TYPE 'auto' to 'flax_nnx'");
  }
  const found = `Found weights from local: ${directory.path}/${folder}/snapshots/${SNAPSHOT}`;
  info('weight_utils.py:187', missing > 0 ? `Downloading weights from HF ${args.model}` : found);
  for (const [name, size] of missing > 0 ? SMALL_FILES : [])
    save(launch, directory, `${folder}/snapshots/${SNAPSHOT}/${name}`, size, at);
}

const SMALL_FILES: readonly (readonly [name: string, size: number])[] = [
  ['config.json', 826],
  ['generation_config.json', 185],
  ['model.safetensors.index.json', 59_610],
  ['tokenizer.json', 9_085_657],
  ['tokenizer_config.json', 50_500],
];

function save(launch: Launch, directory: Directory, name: string, size: number, at: number): void {
  strikeWrite(launch, `${directory.path}/${name}`, at);
  const refused = writeFile(directory, name, size);
  if (!refused) return;
  const folder = `${directory.path}/${name.slice(0, name.indexOf('/'))}`;
  throw engineFailure(launch, at, 'huggingface_hub/file_download.py", line 1014, in hf_hub_download', [
    pythonError(refused, folder),
  ]);
}

function readShard(launch: Launch, directory: Directory, name: string, at: number): void {
  const path = `${directory.path}/${name}`;
  launch.log.line('EngineCore', 'weight_utils.py:412', `Loading weights from ${path}`, at);
  const refused = readFile(directory, name);
  if (!refused) return;
  throw engineFailure(launch, at, 'tpu_inference/models/jax/utils/weight_utils.py", line 231, in load_hf_weights', [
    pythonError(refused, path),
  ]);
}

function finish(launch: Launch, at: number): void {
  const { config, log, args } = launch;
  if (config instanceof ConfigError) {
    if (config.where !== 'weights') return;
    throw engineFailure(launch, at, 'tpu_inference/models/common/model_loader.py", line 262, in get_model', [
      config.message,
    ]);
  }
  const chips = args.tensor_parallel_size * args.pipeline_parallel_size;
  const each = (config.model.weightBytes / chips / GIB).toFixed(2);
  const hbm = Array(chips)
    .fill(`(${each}, ${(config.machine.hbmUsable / GIB).toFixed(2)})`)
    .join(', ');
  log.line('EngineCore', 'tpu_runner.py:540', `Init model | hbm=[${hbm}]GiB`, at);
}
