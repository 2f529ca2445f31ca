// Builds `dist/`: JavaScript and declarations from the sources of lib, runbook and the drills, the manifests, and the sandbox as it
// builds itself. It is what the package holds, and what gives the notebooks their types; nothing in the repository runs
// from it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const compiler = `${root}node_modules/typescript/bin/tsc`;

// Without development dependencies there is nothing to build with, and nobody to build for.
if (existsSync(compiler)) {
  const made = `${root}node_modules/.cache/dist-${process.pid}`;
  // `npm run types` checks; this only writes.
  const args = ['-p', `${root}tsconfig.build.json`, '--outDir', made, '--noCheck'];
  execFileSync(process.execPath, [compiler, ...args], { stdio: 'inherit' });
  cpSync(`${root}manifests`, `${made}/manifests`, { recursive: true });
  execFileSync(process.execPath, ['--import', 'tsx', 'sandbox/build.ts', `${made}/sandbox`], {
    cwd: root,
    stdio: 'inherit',
  });
  // At once, since a notebook's kernel may be reading.
  const old = `${made}-old`;
  move(`${root}dist`, old);
  move(made, `${root}dist`);
  for (const left of [old, made]) rmSync(left, { recursive: true, force: true });
}

/** Nothing to move, or somebody was faster: what another build made is as good. */
function move(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  }
}
