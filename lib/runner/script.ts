import { EventEmitter } from 'node:events';
import { realpathSync } from 'node:fs';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Step } from '../step/step.ts';
import { EXIT } from './exit.ts';
import { UNREAD } from './interruption.ts';
import type { LoadRunbook } from './runbook.ts';

/**
 * Make a step's file a script with --dry-run, --status, --undo and --help. Does nothing when the file is imported.
 * @param step the step, or the id of a step that is built from the others
 * @param load loads the runbook; without it, needed steps are not checked
 * @example
 * script(import.meta, serve, () => import('./steps.ts'));
 */
export function script(meta: { readonly url: string }, step: Step | string, load?: LoadRunbook): void {
  // Loaded here, so that importing a step stays cheap.
  command(meta, async (args) => {
    const [{ stepCli }, one] = await Promise.all([import('./step-cli.ts'), found(step, load)]);
    return stepCli(one, args, meta.url, load);
  });
}

/**
 * Make a module the script of a whole runbook, with --from, --to, --only, --status and more.
 * @param as the command that runs it; @default the path of the module
 * @example
 * scriptOfAll(import.meta, () => import('./steps.ts'));
 */
export function scriptOfAll(meta: { readonly url: string }, load: LoadRunbook, as?: string): void {
  command(meta, async (args) => {
    const [{ runbookCli }, { commandsBeside }, runbook] = await Promise.all([
      import('./runbook-cli.ts'),
      import('./invocation.ts'),
      load(),
    ]);
    return runbookCli(runbook, args, as ?? commandsBeside(meta.url)(parse(fileURLToPath(meta.url)).name));
  });
}

async function found(step: Step | string, load: LoadRunbook | undefined): Promise<Step> {
  if (typeof step !== 'string') return step;
  const { steps = [] } = (await load?.()) ?? {};
  return steps.find(({ id }) => id === step)!;
}

/**
 * Make a module a command. Does nothing when the module is imported. Prints errors like a run.
 * @param main takes the arguments, returns the exit code
 */
export function command(meta: { readonly url: string }, main: (args: readonly string[]) => Promise<number>): void {
  if (!isMain(meta)) return;
  // Every wait of every parallel step listens to the run's one signal.
  EventEmitter.defaultMaxListeners = LISTENERS;
  process.stdout.on('error', unread);
  process.stderr.on('error', unread);
  // Loaded now: Ctrl-C also ends tsx's compiler, and no module can be loaded afterwards.
  const telling = import('./tell.ts');
  void main(process.argv.slice(2))
    .catch(async (error: unknown) => (await telling).tell(error))
    .then((code) => {
      process.exitCode = code;
      // Unclosed resources must not keep the process alive; pending output must be flushed.
      setTimeout(() => process.stdout.write('', () => process.exit()), LINGER).unref();
    });
}

/** More than --fast needs; above it Node prints a warning. */
const LISTENERS = 100;

/** How long a process may live after its work has ended (real ms). */
const LINGER = 5_000;

/** Whether node was started with this module. */
export function isMain(meta: { readonly url: string }): boolean {
  const entry = process.argv[1];
  return entry !== undefined && realpathSync(entry) === realpathSync(fileURLToPath(meta.url));
}

/** The reader is gone (`… | head`); an open run cleans up first. */
function unread({ code }: NodeJS.ErrnoException): void {
  // EIO: the terminal itself is gone.
  if (code !== 'EPIPE' && code !== 'EIO') process.exit(1);
  if (!(process as EventEmitter).emit(UNREAD)) process.exit(EXIT.unread);
}
