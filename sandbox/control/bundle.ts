import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { OnLoadResult, Plugin } from 'esbuild';
import { readData } from '../core/data-files.ts';

const SANDBOX = fileURLToPath(new URL('..', import.meta.url));
const PLACE = 'import.meta.url';

/**
 * Builds programs into a few JavaScript files.
 * @param entries by their sources
 * @param outdir where they come to lie
 * @throws Error with the system's code where outdir cannot be written
 */
export async function bundle(entries: readonly string[], outdir: string): Promise<void> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [...entries],
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    logLevel: 'error',
    plugins: [readers],
    // esbuild would tell of a full disk or a lacking permission in prose.
    write: false,
  });
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

/**
 * The modules that read files: esbuild's filter is a regular expression of Go's, in which not every path of a clone can be
 * written, so each source is asked for and told apart here.
 */
const readers: Plugin = {
  name: 'readers',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path === join(SANDBOX, 'core', 'data-files.ts')) return dataWithin();
      const source = path.startsWith(SANDBOX) ? await readFile(path, 'utf8') : '';
      return source.includes(PLACE) ? dataBeside(path, source) : undefined;
    }),
};

/** What every start reads is parsed now. */
function dataWithin(): OnLoadResult {
  const names = readdirSync(join(SANDBOX, 'data')).filter((file) => file.endsWith('.yaml'));
  const files = Object.fromEntries(names.map((file) => [basename(file, '.yaml'), readData(basename(file, '.yaml'))]));
  return { contents: `const files = ${JSON.stringify(files)};\nexport const readData = (name) => files[name];` };
}

/** A module that reads files beside it goes on seeing its own URL. */
function dataBeside(path: string, source: string): OnLoadResult {
  return { contents: source.replaceAll(PLACE, JSON.stringify(pathToFileURL(path))), loader: 'ts' };
}
