import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package holds the program as build.mjs has made it; a clone makes it from its sources. */
const PACKAGED = extname(import.meta.url) === '.js';

/** The program of a pod, in one file: it fits into a ConfigMap, so no image has to be published. */
export async function podProgram(): Promise<string> {
  if (PACKAGED) return readFile(new URL('./program.bundle.mjs', import.meta.url), 'utf8');
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./program.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // A manifest has no control characters, and the same text on every computer.
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0]!.text;
}
