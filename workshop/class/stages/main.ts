import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readdirSync, renameSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../../../lib/config/folders.ts';
import { withSession } from '../../../lib/runner/run.ts';
import { prepareStage } from '../../drills/stages.ts';
import { folderAt } from '../folder.ts';

/** Lower than that of everything a learner waits for. */
const PRIORITY = 10;

/**
 * Walks to the drills' stages on a sandbox beside the learners', and gives their saved states to all rooms. A learner who
 * starts a drill before that walks on the own sandbox.
 */
async function main(root: string): Promise<void> {
  setPriority(PRIORITY);
  const home = join(root, 'stage-home');
  const { stages } = folderAt(root);
  const base = { ...process.env, RUNBOOK_HOME: home };
  const cli = ['--import', 'tsx', 'sandbox/cli.ts', 'start', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, cli, { cwd: projectFolder(), env: base });
  // The variables of a learner's terminal: a saved state belongs to them.
  Object.assign(process.env, JSON.parse(stdout).env, base);
  const options = { environment: process.env, stopTarget: true, resume: () => 'npm run workshop -- start' };
  process.exitCode = await withSession(options, async (session) => {
    await prepareStage('scaling', session);
  });
  const saved = join(home, '.sandbox', 'snapshots');
  for (const name of existsSync(saved) ? readdirSync(saved).filter((one) => one.startsWith('stage-')) : []) {
    copyFileSync(join(saved, name), join(stages, `${name}.part`));
    // Each room has another user.
    chmodSync(join(stages, `${name}.part`), 0o644);
    renameSync(join(stages, `${name}.part`), join(stages, name));
  }
}

await main(process.argv[2]!);
