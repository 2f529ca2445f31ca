import { EventEmitter } from 'node:events';
import { realpathSync } from 'node:fs';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Step } from '../step/step.ts';
import { UNREAD } from './interruption.ts';
import type { LoadRunbook } from './runbook.ts';

/**
 * Make a step's file a script with --dry-run, --status, --undo and --help; it does nothing when the file is imported.
 * @param step or its id in the list that is loaded, for one that is made of the others
 * @param load without it, nobody looks whether what the step needs is done
 * @example
 * script(import.meta, serve, () => import('./steps.ts'));
 */
export function script(meta: { readonly url: string }, step: Step | string, load?: LoadRunbook): void {
  // Loaded here, so that importing a step (and `--help`) stays cheap.
  command(meta, async (args) => {
    const [{ stepCli }, one] = await Promise.all([import('./step-cli.ts'), found(step, load)]);
    return stepCli(one, args, meta.url, load);
  });
}

/**
 * Make a module the script of a whole runbook, with --from, --to, --only, --status and the rest.
 * @param as how it is run; @default the path of the module
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
 * Make a module a command: does nothing when it is imported. What it throws is told as a run's errors are.
 * @param main takes the arguments. @returns the exit code
 */
export function command(meta: { readonly url: string }, main: (args: readonly string[]) => Promise<number>): void {
  if (!isMain(meta)) return;
  // Every wait of every step that runs beside others listens to the run's one signal.
  EventEmitter.defaultMaxListeners = LISTENERS;
  process.stdout.on('error', unread);
  process.stderr.on('error', unread);
  // Now: after Ctrl-C in a terminal, which ends the compiler of tsx too, nothing new can be loaded.
  const telling = import('./tell.ts');
  void main(process.argv.slice(2))
    .catch(async (error: unknown) => (await telling).tell(error))
    .then((code) => {
      process.exitCode = code;
      // What could not be closed must not keep the process; what is written must be read.
      setTimeout(() => process.stdout.write('', () => process.exit()), LINGER).unref();
    });
}

/** Above what --fast needs; Node warns of more, on the run's own output. */
const LISTENERS = 100;

/** How long a process may live on after its work has ended (real ms). */
const LINGER = 5_000;

/** Whether this module is what node was started with. */
export function isMain(meta: { readonly url: string }): boolean {
  const entry = process.argv[1];
  return entry !== undefined && realpathSync(entry) === realpathSync(fileURLToPath(meta.url));
}

/** As other programs end whose reader has gone (`… | head`); a run that is open closes what it holds first. */
const NOT_READ = 141;

function unread({ code }: NodeJS.ErrnoException): void {
  // EIO: the terminal itself is gone.
  if (code !== 'EPIPE' && code !== 'EIO') process.exit(1);
  if (!(process as EventEmitter).emit(UNREAD)) process.exit(NOT_READ);
}
