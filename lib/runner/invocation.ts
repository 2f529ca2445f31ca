import { realpathSync } from 'node:fs';
import { dirname, extname, join, parse, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { quoted } from '../command/command.ts';
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

/**
 * The command line of this process with other arguments: `npm run plan -- --help`.
 * @param args @default those that were typed
 */
export function thisCommand(args: readonly string[] = process.argv.slice(2)): string {
  const file = realpathSync(process.argv[1]!);
  const { npm_lifecycle_event: name = '', npm_lifecycle_script: script = '' } = process.env;
  // Another npm script may have started this one: `npm test`.
  const [, after] = script.split(relative(projectFolder(), file));
  const program = after === undefined ? undefined : name === 'start' ? 'npm start' : `npm run ${name}`;
  const words = typed(args, after).map(quoted);
  if (program === undefined) return [commandsBeside(pathToFileURL(file).href)(parse(file).name), ...words].join(' ');
  return [program, ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}

/** Without the arguments that the npm script has itself: `npm run status` is `runbook/index.ts --status`. */
function typed(args: readonly string[], after = ''): readonly string[] {
  const own = after.split(' ').filter((word) => word !== '');
  return own.every((word, at) => args[at] === word) ? args.slice(own.length) : args;
}
