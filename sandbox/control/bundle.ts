import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildOptions, OnLoadResult, Plugin } from 'esbuild';
import { readData } from '../core/data-files.ts';

const SANDBOX = fileURLToPath(new URL('..', import.meta.url));
const THIS = fileURLToPath(import.meta.url);
const PLACE = 'import.meta.url';

/**
 * `cache`: runs in this clone; uses the packages in `node_modules` and the data files of the sources.
 * `package`: runs anywhere; the packages are bundled, and the data files are copied next to the programs.
 */
export type Purpose = 'cache' | 'package';

const OPTIONS: Readonly<Record<Purpose, Omit<BuildOptions, 'write' | 'metafile'>>> = {
  cache: { packages: 'external', sourcemap: 'linked' },
  package: {
    // CommonJS packages load Node's modules with `require`.
    banner: { js: "import { createRequire as ofNode } from 'node:module'; const require = ofNode(import.meta.url);" },
  },
};

/**
 * Builds programs into a few JavaScript files.
 * @param entries the programs' source files
 * @param outdir the folder for the built files
 * @returns the files that were bundled, relative to the working directory
 * @throws Error with the system's code if outdir cannot be written
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
    // Write the files here: esbuild reports a full disk or a missing permission without an error code.
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
 * Rewrites `import.meta.url` in modules that read files. The filter is a Go regular expression, which cannot express every
 * clone's path, so this plugin loads every source and selects the modules itself.
 */
function readers(placeOf: (path: string) => string): Plugin {
  return {
    name: 'readers',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path === join(SANDBOX, 'core', 'data-files.ts')) return dataWithin();
        // A built program never builds.
        if (path === THIS) return { contents: 'export {};' };
        const source = path.startsWith(SANDBOX) ? await readFile(path, 'utf8') : '';
        if (!source.includes(PLACE)) return undefined;
        return { contents: source.replaceAll(PLACE, placeOf(path)), loader: 'ts' };
      }),
  };
}

/** Embeds the data files as JSON, which is read faster than YAML; each one when it is needed. */
function dataWithin(): OnLoadResult {
  const paths = readdirSync(join(SANDBOX, 'data'), { recursive: true, encoding: 'utf8' });
  const names = paths.filter((path) => path.endsWith('.yaml')).map((path) => path.slice(0, -'.yaml'.length));
  const files = Object.fromEntries(names.map((name) => [name.replaceAll(sep, '/'), JSON.stringify(readData(name))]));
  const contents = `const files = ${JSON.stringify(files)};\nexport const readData = (name) => JSON.parse(files[name]);`;
  return { contents };
}

/** The module keeps its source URL. */
const ofSource = (path: string): string => JSON.stringify(pathToFileURL(path));

/** Placeholder for the relative path from an output file to the output folder. */
const TOP = '/the folder of all programs/';

/** The URL that the module would have without bundling. */
const ofCopy = (path: string): string => {
  const module = relative(SANDBOX, path).split(sep).join('/').replace(/\.ts$/, '.js');
  return `new URL(${JSON.stringify(TOP + module)}, ${PLACE}).href`;
};

function toTop(file: string, outdir: string): string {
  const way = relative(dirname(file), outdir).split(sep).join('/');
  return way === '' ? './' : `${way}/`;
}
