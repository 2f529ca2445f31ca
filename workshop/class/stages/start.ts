import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../../../lib/config/folders.ts';
import { sandboxCli } from '../../../lib/target/sandbox-cli.ts';
import type { ClassFolder } from '../folder.ts';
import { keep, kept, release } from '../keeper.ts';

/** Real ms for the walk to end. */
const END = 5_000;

const homeOf = ({ root }: Pick<ClassFolder, 'root'>): string => join(root, 'stage-home');
const recordOf = ({ root }: Pick<ClassFolder, 'root'>): string => join(root, 'stages.pid');

/** Begins to prepare the drills' stages, and does not wait. What is there is not done again. */
export async function startStages(folder: ClassFolder): Promise<void> {
  if (kept(recordOf(folder))) return;
  const { root, keeper } = folder;
  const home = homeOf(folder);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  // Without it, the instructor's own variables would count.
  writeFileSync(join(home, '.env'), '');
  const { PATH, HOME } = process.env;
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  // Once: learners can do without.
  const once = ['sh', '-c', '"$@" || :', 'stages'];
  await keep({
    ...{ keeper, record: recordOf(folder), log: join(root, 'stages.log'), folder: projectFolder() },
    environment: { PATH, HOME },
    command: [...once, process.execPath, '--import', import.meta.resolve('tsx'), main, root],
  });
}

/** Whether the last stage, and so every one before it, is saved for the rooms. */
export function stagesSaved({ stages }: Pick<ClassFolder, 'stages'>): boolean {
  return existsSync(stages) && readdirSync(stages).some((name) => /^stage-scaling-.*(?<!\.part)$/.test(name));
}

/** Ends the walk, and its sandbox, which is a process of its own. */
export async function stopStages(folder: Pick<ClassFolder, 'root'>): Promise<void> {
  const home = homeOf(folder);
  if (release(recordOf(folder))) {
    const deadline = performance.now() + END;
    while (kept(recordOf(folder)) && performance.now() < deadline) await delay(50);
    release(recordOf(folder), 'SIGKILL');
  }
  const sandbox = join(home, '.sandbox');
  if (!existsSync(sandbox)) return;
  const { PATH, HOME } = process.env;
  await sandboxCli(['stop', '--json'], { PATH, HOME, SANDBOX_HOME: sandbox }).catch(() => undefined);
}
