import { realpathSync, renameSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { makeFolder, type StateFolder } from '../core/folder.ts';
import { isProgram } from './stand-ins.ts';

/**
 * The kubectl of the Google Cloud CLI is a dispatcher: each call asks the cluster for its version, and then starts the
 * kubectl of that version, which lies beside it. All clusters of a sandbox have one version, so its kubectl comes
 * first in PATH: it takes half the CPU time.
 * @param version of the clusters, such as `1.33.5-gke.1080000`
 * @returns PATH, unchanged for another kubectl
 */
export function withKubectl(folder: StateFolder, version: string, path: string): string {
  const folders = path.split(delimiter).filter((one) => one !== folder.kubectl);
  const found = folders.map((one) => join(one, 'kubectl')).find(isProgram);
  const [minor] = /^\d+\.\d+/.exec(version) ?? [];
  const direct = found && join(dirname(realpathSync(found)), `kubectl.${minor}`);
  if (direct === undefined || !isProgram(direct)) return folders.join(delimiter);
  makeFolder(folder.kubectl);
  link(join(folder.kubectl, 'kubectl'), direct);
  return [folder.kubectl, ...folders].join(delimiter);
}

/** Replaced at once: another command may be starting it. */
function link(path: string, target: string): void {
  const made = `${path}.${process.pid}`;
  symlinkSync(target, made);
  renameSync(made, path);
}
