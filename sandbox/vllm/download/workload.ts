import type { Faults } from '../../core/faults.ts';
import type { Durations } from '../../core/world.ts';
import type { ContainerContext, RunningContainer, Workload } from '../../kubernetes/runtime.ts';
import { type GivenModels, type ModelProfile, modelProfile } from '../profiles/models.ts';
import { hubRefusal } from '../startup/hub.ts';
import { downloadShare, durationsFor, phaseDuration } from '../startup/launch.ts';
import { filesAt, locate, pythonError, writeFile } from '../startup/storage.ts';
import { type Phase, StartupFailure, Timeline } from '../startup/timeline.ts';
import { notInCatalogue } from '../startup/unknown-model.ts';
import { modelFolder, SNAPSHOT, shardNames } from '../startup/weights.ts';
import { downloadLine, type HubDownload, matches, parseDownload } from './command.ts';
import { deniedDownload, permissionTraceback, SLOW_HUB } from './failures.ts';

export interface DownloadWorkloadOptions {
  readonly durations: Pick<Durations, 'weightsDownload'>;
  /** `hf-token-invalid`, `hf-license` and `hub-timeout` strike here. */
  readonly faults: Faults;
  readonly models?: GivenModels;
}

/** `hf download`: fetches the files that it is asked for, one after the other, into a Hub cache. */
export function createDownloadWorkload(options: DownloadWorkloadOptions): Workload {
  return { start: (container) => startDownload(container, options) };
}

function startDownload(
  container: ContainerContext,
  { durations, faults, models }: DownloadWorkloadOptions,
): RunningContainer {
  const { clock, startedAt } = container;
  const download = parseDownload(downloadLine(container.args) ?? '', container.env);
  const model = download && modelProfile(download.model, models);
  // Not from within start(): the kubelet has to have the container first.
  const end = (code: number): void => void clock.setTimeout(() => stopped || container.exit(code), 0);
  let stopped = false;
  const timeline = new Timeline({
    clock,
    startedAt,
    phases: [
      () => ask(download, model, container, faults),
      (beginsAt) =>
        fetchShards(download!, model!, container, durationsFor(model!, durations).weightsDownload, beginsAt),
    ],
    onDone: (at) => {
      container.log('✓ Downloaded', at);
      end(0);
    },
    onFailure: ({ lines, exitCode }, at) => {
      for (const line of lines) container.log(line, at);
      end(exitCode);
    },
  });
  return {
    listens: () => false,
    stop: () => {
      stopped = true;
      timeline.stop();
    },
  };
}

/** The command line is installed and asks the Hub. */
function ask(
  download: HubDownload | undefined,
  model: ModelProfile | undefined,
  { env, random }: ContainerContext,
  faults: Faults,
): Phase {
  const duration = phaseDuration('hubClient');
  const run = (): void => {
    if (!download) throw new StartupFailure(["Error: Missing argument 'REPO_ID'."], 2);
    if (!model) throw new StartupFailure(notInCatalogue(download.model));
    if (faults.active('hub-timeout')) throw new StartupFailure(SLOW_HUB);
    const refusal = hubRefusal(model, env, faults);
    if (refusal) throw new StartupFailure(deniedDownload(download.model, refusal, random));
  };
  return { duration, moments: [{ after: duration, run }] };
}

/** Existing files are only checked. */
function fetchShards(
  { model: name, cacheDir, include }: HubDownload,
  model: ModelProfile,
  { mounts, clock }: ContainerContext,
  weightsDownload: number,
  beginsAt: number,
): Phase {
  const directory = locate(mounts, cacheDir);
  const folder = modelFolder(name);
  const snapshot = `${folder}/snapshots/${SNAPSHOT}`;
  const there = new Set(filesAt(directory, `${snapshot}/`, beginsAt, clock.now()).map(({ path }) => path));
  const shards = shardNames(model.shards);
  const missing = shards
    .filter((shard) => matches(shard, include))
    .filter((shard) => !there.has(`${directory.prefix}${snapshot}/${shard}`));
  const each = (weightsDownload * downloadShare()) / shards.length;
  const save = (path: string, size: number): void => {
    const refused = writeFile(directory, path, size);
    if (refused) throw new StartupFailure(permissionTraceback(pythonError(refused, `${directory.path}/${folder}`)));
  };
  const size = Math.ceil(model.weightBytes / shards.length);
  return {
    duration: missing.length * each,
    moments: [
      { after: 0, run: () => save(`${folder}/refs/main`, SNAPSHOT.length) },
      ...missing.map((shard, index) => ({
        after: (index + 1) * each,
        run: () => save(`${snapshot}/${shard}`, size),
      })),
    ],
  };
}
