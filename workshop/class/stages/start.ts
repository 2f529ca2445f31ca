import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../../../lib/config/folders.ts';
import type { ClassFolder } from '../folder.ts';
import { keep, kept, release } from '../keeper.ts';

const recordOf = ({ root }: Pick<ClassFolder, 'root'>): string => join(root, 'stages.pid');

/** Begins to prepare the drills' stages, and does not wait. What is there is not done again. */
export function startStages(folder: ClassFolder): void {
  if (kept(recordOf(folder))) return;
  const { root, keeper } = folder;
  const home = join(root, 'stage-home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  // Without it, the instructor's own variables would count.
  writeFileSync(join(home, '.env'), '');
  const { PATH, HOME } = process.env;
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  // Once: learners can do without.
  const once = ['sh', '-c', '"$@" || :', 'stages'];
  keep({
    ...{ keeper, record: recordOf(folder), log: join(root, 'stages.log'), folder: projectFolder() },
    environment: { PATH, HOME },
    command: [...once, process.execPath, '--import', import.meta.resolve('tsx'), main, root],
  });
}

/** The walk stops its sandboxes. */
export function stopStages(folder: Pick<ClassFolder, 'root'>): void {
  release(recordOf(folder));
}
