import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** TypeScript in the repository, JavaScript in the package. */
const PROGRAM = fileURLToPath(new URL(`./program${extname(import.meta.url)}`, import.meta.url));

/** The program of a pod in one file, which fits into a ConfigMap: no image has to be published. */
export async function podProgram(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [PROGRAM],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // A manifest has no control characters.
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0]!.text;
}
