import { spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../../../lib/config/folders.ts';
import type { ClassFolder } from '../folder.ts';

/** Begins to prepare the drills' stages, unless they are there, and does not wait. */
export function startStages({ root }: ClassFolder): void {
  const home = join(root, 'stage-home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  // Without it, the instructor's own variables would count.
  writeFileSync(join(home, '.env'), '');
  const log = openSync(join(root, 'stages.log'), 'w', 0o600);
  const { PATH, HOME } = process.env;
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, root], {
    cwd: projectFolder(),
    env: { PATH, HOME },
    detached: true,
    stdio: ['ignore', log, log],
  }).unref();
}
