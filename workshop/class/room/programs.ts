import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { isSystem } from './bubblewrap.ts';

/** What a learner types, and what these commands start. */
const TOOLS = ['node', 'npm', 'gcloud', 'kubectl', 'gke-gcloud-auth-plugin', 'jupyter', 'python3', 'git'];

/**
 * Folders outside of /usr that a room must show, so that the host's tools run in it: a version of Node under `~/.nvm`, a
 * Google Cloud SDK under `/opt`, a Jupyter of pipx.
 * @param home is never shown as a whole
 */
export function programFolders(path: string, home: string): string[] {
  const folders = path.split(delimiter).filter((one) => one.startsWith('/'));
  const found = TOOLS.flatMap((tool) => {
    const file = folders.map((folder) => join(folder, tool)).find(isProgram);
    return file === undefined ? [] : [dirname(file), above(realpathSync(file))];
  });
  const shown = [...new Set(found)].filter(
    (one) => !isSystem(one) && one !== '/' && one !== home && dirname(one) !== '/',
  );
  return shown.filter((one) => !shown.some((other) => other !== one && one.startsWith(`${other}/`)));
}

/** `…/v20/bin/node` belongs to `…/v20`. */
const above = (file: string): string => dirname(dirname(file));

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
