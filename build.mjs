// Builds `dist/`: JavaScript and declarations from the sources, and the data files beside them. It is what the package
// holds, and what gives the notebooks their types; nothing in the repository runs from it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const compiler = `${root}node_modules/typescript/bin/tsc`;
const data = new Set(['.json', '.yaml']);

// Without development dependencies there is nothing to build with, and nobody to build for.
if (existsSync(compiler)) {
  const made = `${root}node_modules/.cache/dist-${process.pid}`;
  // `npm run types` checks; this only writes.
  const args = ['-p', `${root}tsconfig.build.json`, '--outDir', made, '--noCheck'];
  execFileSync(process.execPath, [compiler, ...args], { stdio: 'inherit' });
  for (const folder of ['sandbox', 'manifests']) {
    cpSync(`${root}${folder}`, `${made}/${folder}`, {
      recursive: true,
      filter: (path) => statSync(path).isDirectory() || data.has(extname(path)),
    });
  }
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
