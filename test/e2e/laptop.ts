import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPO = fileURLToPath(new URL('../..', import.meta.url));
const TSX = import.meta.resolve('tsx');

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A separate working folder and sandbox. */
export interface Laptop {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Variables of bash scripts: the repository and the TypeScript loader. */
  readonly names: { readonly REPO: string; readonly TSX: string };
  /** Run a script of the repository and wait for its end. */
  run(script: string, args?: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ended>;
  /** Start a script of the repository. */
  start(script: string, args?: readonly string[], environment?: NodeJS.ProcessEnv): Running;
  /** Run bash with REPO (the repository) and TSX (the TypeScript loader). */
  bash(...args: readonly string[]): Promise<Ended>;
  /** Stop the sandbox and remove the folder. */
  clear(): Promise<void>;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  output(): string;
  /** Resolves when the output contains this text. */
  says(text: string | RegExp): Promise<void>;
}

export async function laptop(variables: NodeJS.ProcessEnv = {}): Promise<Laptop> {
  const folder = await mkdtemp(join(tmpdir(), 'runbook-e2e-'));
  const { PATH, HOME, LANG } = process.env;
  const environment = { PATH, HOME, LANG, RUNBOOK_HOME: folder, SANDBOX_HOME: join(folder, '.sandbox'), ...variables };
  const begin = (command: string, args: readonly string[], own: NodeJS.ProcessEnv): Running =>
    watch(spawn(command, args, { cwd: folder, env: { ...environment, ...own } }));
  const script = (name: string, args: readonly string[], own: NodeJS.ProcessEnv = {}): Running =>
    begin(process.execPath, ['--import', TSX, join(REPO, name), ...args], own);
  return {
    folder,
    environment,
    names: { REPO, TSX },
    run: (name, args = [], own) => script(name, args, own).ended,
    start: (name, args = [], own) => script(name, args, own),
    bash: (...args) => begin('bash', args, { REPO, TSX }).ended,
    clear: async () => {
      await script('sandbox/cli.ts', ['stop']).ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function watch(child: ChildProcess): Running {
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      for (const look of waiting) look();
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return {
    child,
    ended,
    output: () => output,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!(typeof text === 'string' ? output.includes(text) : text.test(output))) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        ended.then(() => reject(new Error(`It ended without saying ${text}:\n${output}`)), reject);
        look();
      }),
  };
}

export interface Process {
  readonly pid: number;
  /** The arguments, joined by spaces. */
  readonly cmdline: string;
  readonly environ: string;
}

/** The processes of this machine, without this one. */
export async function processes(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return Promise.all(
    pids.map(async (pid) => {
      const [cmdline = '', environ = ''] = await Promise.all(
        ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      return { pid: Number(pid), cmdline: cmdline.replaceAll('\0', ' '), environ };
    }),
  );
}

/** The processes with the text in their arguments or in SANDBOX_HOME. */
export async function processesWith(text: string): Promise<string[]> {
  const found = (await processes()).filter(
    ({ cmdline, environ }) => cmdline.includes(text) || environ.includes(`SANDBOX_HOME=${text}`),
  );
  return found.map(({ pid, cmdline }) => `${pid}: ${cmdline}`);
}
