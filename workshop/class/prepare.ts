import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declare } from '../../lib/notebook/declarations.ts';
import { sandboxCli } from '../../lib/target/sandbox-cli.ts';
import type { Isolation } from './class-file.ts';
import type { ClassFolder } from './folder.ts';
import { keepFaults } from './hub/faults.ts';
import { buildPrograms } from './program.ts';
import { isolated } from './room/bubblewrap.ts';
import { mustIsolate } from './room/probe.ts';
import { roomOf } from './room/room.ts';

/** A name that no learner can have. */
const PROBE = '.probe';

/**
 * Builds what rooms cannot build in the read-only clone, and starts an empty room.
 * @param again the command of the person
 * @throws RunbookError COMMAND_MISSING, ENVIRONMENT when learners cannot be kept apart
 */
export async function prepare(folder: ClassFolder, isolation: Isolation, again: string): Promise<void> {
  mkdirSync(folder.root, { recursive: true, mode: 0o700 });
  for (const shared of [folder.hub.sockets, folder.stages]) mkdirSync(shared, { recursive: true, mode: 0o755 });
  await buildPrograms(folder);
  if (isolation === 'bubblewrap') await probe(folder, again);
  await buildSandbox(folder);
  declare();
}

async function probe(folder: ClassFolder, again: string): Promise<void> {
  const own = folder.learner(PROBE);
  for (const path of [own.home, own.socket]) mkdirSync(path, { recursive: true });
  for (const path of [own.order, own.users, own.groups]) writeFileSync(path, '');
  try {
    const room = roomOf({ name: PROBE, number: 0 }, folder);
    await mustIsolate(isolated(room, [process.execPath, '--version']), again);
  } finally {
    rmSync(own.root, { recursive: true, force: true });
  }
}

/** The sandbox builds its program at its first start, and tells which faults it knows. */
async function buildSandbox(folder: ClassFolder): Promise<void> {
  const home = join(folder.root, 'build');
  const environment = { ...process.env, SANDBOX_HOME: home };
  await sandboxCli(['start', '--json'], environment);
  await keepFaults(folder, environment).finally(() => sandboxCli(['stop', '--json'], environment));
  rmSync(home, { recursive: true, force: true });
}
