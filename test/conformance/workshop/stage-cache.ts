import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Session } from '../../../lib/session/session.ts';
import { prepareStage } from '../../../workshop/drills/stages.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const CACHE = join(REPOSITORY, 'node_modules', '.cache', 'drill-stages');
/** What a stage depends on. */
const SOURCES = ['sandbox', 'lib', 'runbook', 'manifests', 'workshop/drills/stages.ts', 'package-lock.json'];
/** A walk takes less (real ms): an older lock is that of a killed one. */
const LONGEST = 300_000;

/** Gives the sandbox all stages. One walk makes them, for all test files, until a source changes. */
export async function takeStages(session: Session, home: string): Promise<void> {
  const folder = join(CACHE, fingerprint());
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (taken(lock)) {
      await delay(200);
      continue;
    }
    try {
      await prepareStage('scaling', session);
      for (const old of readdirSync(CACHE))
        if (old !== `${fingerprint()}.lock`) rmSync(join(CACHE, old), { recursive: true });
      cpSync(join(home, 'snapshots'), `${lock}/made`, { recursive: true });
      renameSync(`${lock}/made`, folder);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  cpSync(folder, join(home, 'snapshots'), { recursive: true });
}

/** Whether another process makes them; otherwise this one has the lock now. */
function taken(lock: string): boolean {
  mkdirSync(CACHE, { recursive: true });
  try {
    mkdirSync(lock);
    return false;
  } catch {
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > LONGEST)
      rmSync(lock, { recursive: true, force: true });
    return true;
  }
}

function fingerprint(): string {
  const digest = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(REPOSITORY, source);
    const files = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const file of files.filter((name) => !name.includes('node_modules'))) {
      const { size, mtimeMs } = statSync(join(path, file));
      if (statSync(join(path, file)).isFile()) digest.update(`${source}/${file} ${size} ${mtimeMs}\n`);
    }
  }
  return digest.digest('hex').slice(0, 16);
}
