import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ClassFolder } from './folder.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes the programs that a class keeps running. The agent is built into one file: under tsx each agent would take
 * 40 MiB more.
 */
export async function buildPrograms({ agent, keeper }: Pick<ClassFolder, 'agent' | 'keeper'>): Promise<void> {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [here('agent/main.ts')],
    outfile: agent,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
  await copyFile(here('keeper.sh'), keeper);
}
