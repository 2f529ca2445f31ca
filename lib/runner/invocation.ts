import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../config/folders.ts';

/**
 * The command lines of the scripts beside this one, from the project's folder: `npx tsx runbook/06-model-server.ts`.
 * @param url the script's `import.meta.url`
 */
export function commandsBeside(url: string): (id: string) => string {
  const file = fileURLToPath(url);
  const extension = extname(file);
  const program = extension === '.ts' ? 'npx tsx' : 'node';
  const folder = relative(projectFolder(), dirname(file));
  return (id) => `${program} ${join(folder, `${id}${extension}`)}`;
}
