import { chmodSync, copyFileSync, existsSync, readdirSync, renameSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { withSession } from '../../../lib/runner/run.ts';
import { sandboxCli } from '../../../lib/target/sandbox-cli.ts';
import type { Started } from '../../../lib/target/started.ts';
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
  const base = { ...process.env, RUNBOOK_HOME: home, SANDBOX_HOME: join(home, '.sandbox') };
  const { env } = await sandboxCli<Started>(['start', '--json'], base);
  // The variables of a learner's terminal: a saved state belongs to them.
  Object.assign(process.env, env, base);
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
