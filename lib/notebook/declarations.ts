import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Build `dist/` when its declarations are older than the sources. The cells are compiled against the declarations; with
 * the sources instead, the first cell takes ten seconds more.
 */
export function declare(repository = REPOSITORY): void {
  if (changed(join(repository, 'dist/lib/index.d.ts')) > newest(repository)) return;
  execFileSync(process.execPath, [join(repository, 'build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function newest(repository: string): number {
  const folders = ['lib', 'runbook', 'workshop'].filter((folder) => existsSync(join(repository, folder)));
  const sources = folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(repository, folder, path)),
  );
  return Math.max(...sources.map(changed));
}

/** Milliseconds since the Unix epoch; 0 for a missing file. */
function changed(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
