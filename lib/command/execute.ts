import { RunbookError } from '../errors/runbook-error.ts';
import { type Command, commandLine } from './command.ts';

/** How a command ended and what it wrote. An exit code other than 0 is an answer. */
export interface Execution {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface ExecuteOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const INSTALL: Readonly<Record<Command['tool'], string>> = {
  gcloud: 'Install the Google Cloud CLI: https://cloud.google.com/sdk/docs/install',
  kubectl: 'Install kubectl and its plugin: gcloud components install kubectl gke-gcloud-auth-plugin',
};

const COMMAND_NOT_FOUND = 127;

/** Run a command to its end. An exit code other than 0 is an answer, not an error. @throws COMMAND_MISSING, ABORTED */
export async function execute(command: Command, options: ExecuteOptions): Promise<Execution> {
  const { stdout, stderr, exitCode } = await spawn(await shell(), command, options);
  options.signal.throwIfAborted();
  if (exitCode === COMMAND_NOT_FOUND) throw missing(command);
  return { stdout, stderr, exitCode: exitCode ?? 1 };
}

/** The lines that a command prints, as they come; ends with the command, or ends the command when the reader stops. */
export async function* lines(command: Command, options: ExecuteOptions): AsyncGenerator<string> {
  const gone = new AbortController();
  const child = spawn(await shell(), command, { ...options, signal: AbortSignal.any([options.signal, gone.signal]) });
  try {
    for await (const line of child) yield line;
    const { exitCode, stderr } = await child;
    if (exitCode === COMMAND_NOT_FOUND) throw missing(command);
    if (exitCode !== 0 && !options.signal.aborted)
      throw commandFailed(command, { stdout: '', stderr, exitCode: exitCode ?? 1 });
  } finally {
    gone.abort();
  }
}

export function commandFailed(command: Command, { stderr, stdout, exitCode }: Execution): RunbookError {
  const evidence = `${stderr}\n${stdout}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return new RunbookError('COMMAND_FAILED', `${command.tool} ended with exit code ${exitCode}`, {
    evidence: [`$ ${commandLine(command)}`, ...evidence.slice(-20)],
  });
}

function missing(command: Command): RunbookError {
  return new RunbookError('COMMAND_MISSING', `${command.tool} is not installed`, { remedy: INSTALL[command.tool] });
}

type Shell = typeof import('zx').$;

/** Loaded when the first command runs, so that `--help` need not wait for it. zx quotes for bash, and for no other shell. */
async function shell(): Promise<Shell> {
  const { $ } = await import('zx');
  if (typeof $.shell === 'string') return $;
  throw new RunbookError('COMMAND_MISSING', 'bash is not installed, and gcloud and kubectl are run by it', {
    remedy: 'Install bash, for example: apt install bash, apk add bash',
  });
}

/** Not async: the process is a promise itself, and returning it from an async function would wait for its end. */
function spawn($: Shell, command: Command, { environment, signal }: ExecuteOptions) {
  signal.throwIfAborted();
  const run = $({
    // Without it bash takes the pipe on its standard input for a remote login and reads the user's .bashrc.
    env: { SHLVL: '1', ...environment },
    input: standardInput(command),
    signal,
    nothrow: true,
    quiet: true,
    verbose: false,
  });
  // Node's pipes are sockets, which a program cannot open by name; cat makes a pipe that /dev/stdin opens.
  return command.input ? run`cat | ${command.tool} ${[...command.args]}` : run`${command.tool} ${[...command.args]}`;
}

function standardInput({ input }: Command): string {
  if (input === undefined) return '';
  return input.kind === 'secret' ? input.reveal() : input.text;
}
