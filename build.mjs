// Builds `dist/`: JavaScript and declarations from the sources, and the data files beside them. It is what the package
// holds, and what gives the notebooks their types; nothing in the repository runs from it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const compiler = `${root}node_modules/typescript/bin/tsc`;
const data = new Set(['.json', '.yaml']);

// Without development dependencies there is nothing to build with, and nobody to build for.
if (existsSync(compiler)) {
  rmSync(`${root}dist`, { recursive: true, force: true });
  // `npm run types` checks; this only writes.
  execFileSync(process.execPath, [compiler, '-p', `${root}tsconfig.build.json`, '--noCheck'], { stdio: 'inherit' });
  for (const folder of ['sandbox', 'manifests']) {
    cpSync(`${root}${folder}`, `${root}dist/${folder}`, {
      recursive: true,
      filter: (path) => statSync(path).isDirectory() || data.has(extname(path)),
    });
  }
}
