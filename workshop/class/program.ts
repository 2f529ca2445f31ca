import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ClassFolder } from './folder.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Builds the agent into one file: under tsx each agent would take 40 MiB more. */
export async function buildAgent(file: string): Promise<void> {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [here('agent/main.ts')],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
}

/** Writes the programs that a class keeps running. */
export async function buildPrograms({ agent, keeper }: Pick<ClassFolder, 'agent' | 'keeper'>): Promise<void> {
  await buildAgent(agent);
  await copyFile(here('keeper.sh'), keeper);
}
