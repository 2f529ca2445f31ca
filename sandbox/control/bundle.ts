import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildOptions, OnLoadResult, Plugin } from 'esbuild';
import { readData } from '../core/data-files.ts';

const SANDBOX = fileURLToPath(new URL('..', import.meta.url));
const THIS = fileURLToPath(import.meta.url);
const PLACE = 'import.meta.url';

/**
 * `cache`: beside the sources, with the packages in `node_modules`, and the data that the sources read.
 * `package`: to be carried elsewhere, with the packages inside; the data are copied beside it.
 */
export type Purpose = 'cache' | 'package';

const OPTIONS: Readonly<Record<Purpose, Omit<BuildOptions, 'write' | 'metafile'>>> = {
  cache: { packages: 'external', sourcemap: 'linked' },
  package: {
    // Packages in CommonJS ask for Node's modules by `require`.
    banner: { js: "import { createRequire as ofNode } from 'node:module'; const require = ofNode(import.meta.url);" },
  },
};

/**
 * Builds programs into a few JavaScript files.
 * @param entries by their sources
 * @param outdir where they come to lie
 * @returns the files that went into them, relative to the working directory
 * @throws Error with the system's code where outdir cannot be written
 */
export async function bundle(entries: readonly string[], outdir: string, purpose: Purpose): Promise<string[]> {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: [...entries],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    plugins: [readers(purpose === 'cache' ? ofSource : ofCopy)],
    metafile: true,
    // esbuild would tell of a full disk or a lacking permission in prose.
    write: false,
    ...(OPTIONS[purpose] as object),
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.replaceAll(TOP, toTop(path, outdir)));
  }
  return Object.keys(metafile.inputs);
}

/**
 * The modules that read files: esbuild's filter is a regular expression of Go's, in which not every path of a clone can be
 * written, so each source is asked for and told apart here.
 */
function readers(placeOf: (path: string) => string): Plugin {
  return {
    name: 'readers',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path === join(SANDBOX, 'core', 'data-files.ts')) return dataWithin();
        // What was built builds nothing.
        if (path === THIS) return { contents: 'export {};' };
        const source = path.startsWith(SANDBOX) ? await readFile(path, 'utf8') : '';
        if (!source.includes(PLACE)) return undefined;
        return { contents: source.replaceAll(PLACE, placeOf(path)), loader: 'ts' };
      }),
  };
}

/** What every start reads is parsed now. */
function dataWithin(): OnLoadResult {
  const names = readdirSync(join(SANDBOX, 'data')).filter((file) => file.endsWith('.yaml'));
  const files = Object.fromEntries(names.map((file) => [basename(file, '.yaml'), readData(basename(file, '.yaml'))]));
  return { contents: `const files = ${JSON.stringify(files)};\nexport const readData = (name) => files[name];` };
}

/** The module goes on seeing its own URL. */
const ofSource = (path: string): string => JSON.stringify(pathToFileURL(path));

/** Stands for the way from an output file to the folder of all. */
const TOP = '/the folder of all programs/';

/** The URL that the module would have, if it were copied as it is. */
const ofCopy = (path: string): string => {
  const module = relative(SANDBOX, path).split(sep).join('/').replace(/\.ts$/, '.js');
  return `new URL(${JSON.stringify(TOP + module)}, ${PLACE}).href`;
};

function toTop(file: string, outdir: string): string {
  const way = relative(dirname(file), outdir).split(sep).join('/');
  return way === '' ? './' : `${way}/`;
}
