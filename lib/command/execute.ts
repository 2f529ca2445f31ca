import { RunbookError } from '../errors/runbook-error.ts';
import { type Command, commandLine } from './command.ts';
import { refusalOf } from './refusal.ts';

/** Exit code and output of a command. */
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

/** Run a command to its end. A non-zero exit code is a result, not an error. @throws COMMAND_MISSING, ABORTED */
export async function execute(command: Command, options: ExecuteOptions): Promise<Execution> {
  const { stdout, stderr, exitCode } = await spawn(await shell(), command, options);
  options.signal.throwIfAborted();
  if (exitCode === COMMAND_NOT_FOUND) throw missing(command);
  return { stdout, stderr, exitCode: exitCode ?? 1 };
}

/** The lines that a command prints, as they arrive. The command ends when the reader stops. */
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

/** The error of a failed command. Its cause is the `Refusal`, so that callers need not read the text. */
export function commandFailed(command: Command, execution: Execution): RunbookError {
  const { stderr, stdout, exitCode } = execution;
  const evidence = `${stderr}\n${stdout}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return new RunbookError('COMMAND_FAILED', `${command.tool} exited with code ${exitCode}`, {
    evidence: [`$ ${commandLine(command)}`, ...evidence.slice(-20)],
    cause: refusalOf(command, execution),
  });
}

function missing(command: Command): RunbookError {
  return new RunbookError('COMMAND_MISSING', `${command.tool} is not installed`, { remedy: INSTALL[command.tool] });
}

type Shell = typeof import('zx').$;

/** Loaded with the first command, so that `--help` stays fast. zx quotes only for bash. */
async function shell(): Promise<Shell> {
  const { $ } = await import('zx');
  if (typeof $.shell === 'string') return $;
  throw new RunbookError('COMMAND_MISSING', 'bash is not installed; gcloud and kubectl run in bash', {
    remedy: 'Install bash: apt install bash, or: apk add bash',
  });
}

/** Not async: the process is itself a promise, and an async function would wait for its end. */
function spawn($: Shell, command: Command, { environment, signal }: ExecuteOptions) {
  signal.throwIfAborted();
  const run = $({
    // Without SHLVL bash takes a piped standard input for a remote login and reads the user's .bashrc.
    env: { SHLVL: '1', ...environment },
    input: standardInput(command),
    signal,
    nothrow: true,
    quiet: true,
    verbose: false,
  });
  // Node's pipes are sockets, which /dev/stdin cannot open; cat makes a real pipe.
  return command.input ? run`cat | ${command.tool} ${[...command.args]}` : run`${command.tool} ${[...command.args]}`;
}

function standardInput({ input }: Command): string {
  if (input === undefined) return '';
  return input.kind === 'secret' ? input.reveal() : input.text;
}
