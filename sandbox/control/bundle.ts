import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { readData } from '../core/data-files.ts';

const SANDBOX = fileURLToPath(new URL('..', import.meta.url));
const PLACE = 'import.meta.url';

/** Builds programs into a few JavaScript files. @param entries by their sources; @param outdir where they come to lie */
export async function bundle(entries: readonly string[], outdir: string): Promise<void> {
  const { build } = await import('esbuild');
  await build({
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
    plugins: [dataWithin, dataBeside],
  });
}

/** What every start reads is parsed now. */
const dataWithin: Plugin = {
  name: 'data-within',
  setup: ({ onLoad }) =>
    onLoad({ filter: pattern([join(SANDBOX, 'core/data-files.ts')]) }, () => {
      const names = readdirSync(join(SANDBOX, 'data')).filter((file) => file.endsWith('.yaml'));
      const files = Object.fromEntries(
        names.map((file) => [basename(file, '.yaml'), readData(basename(file, '.yaml'))]),
      );
      return { contents: `const files = ${JSON.stringify(files)};\nexport const readData = (name) => files[name];` };
    }),
};

/** A module that reads files beside it goes on seeing its own URL. */
const dataBeside: Plugin = {
  name: 'data-beside',
  setup: ({ onLoad }) =>
    onLoad({ filter: pattern(readers()) }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll(PLACE, JSON.stringify(pathToFileURL(path))), loader: 'ts' };
    }),
};

function readers(): string[] {
  return readdirSync(SANDBOX, { recursive: true, encoding: 'utf8' })
    .map((name) => join(SANDBOX, name))
    .filter((path) => path.endsWith('.ts') && readFileSync(path, 'utf8').includes(PLACE));
}

function pattern(paths: readonly string[]): RegExp {
  return new RegExp(paths.map((path) => `^${path.replace(/\W/g, '\\$&')}$`).join('|'));
}
