import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClassFile } from '../../../workshop/class/class-file.ts';
import { type ClassFolder, folderAt } from '../../../workshop/class/folder.ts';
import { typed } from '../../../workshop/class/rehearse/terminal.ts';
import { type Reply, Visitor } from '../../../workshop/class/rehearse/visitor.ts';

const CLI = fileURLToPath(new URL('../../../workshop/class/cli.ts', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A class of its own on this machine. */
export interface Classroom {
  readonly folder: ClassFolder;
  readonly port: number;
  content(): ClassFile;
  run(...args: readonly string[]): Promise<Outcome>;
  /** A request as it is typed: the path is not made tidy. @param as a learner's name, or `instructor` */
  ask(
    path: string,
    as?: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<Reply>;
  /** Runs a command in a learner's own terminal. @returns what it printed */
  type(name: string, command: string): Promise<string>;
  close(): Promise<void>;
}

export async function openClassroom(...flags: readonly string[]): Promise<Classroom> {
  const root = mkdtempSync(join(tmpdir(), 'class-'));
  const folder = folderAt(root);
  const port = await freePort();
  const content = (): ClassFile => JSON.parse(readFileSync(folder.file, 'utf8'));
  const run: Classroom['run'] = (...args) =>
    new Promise((resolve) => {
      const env = { ...process.env, WORKSHOP_HOME: root };
      execFile(process.execPath, ['--import', 'tsx', CLI, ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  const secretOf = (as: string): string =>
    as === 'instructor' ? content().secret : content().learners.find(({ name }) => name === as)!.secret;
  const visitorFor = (as?: string): Visitor => {
    const visitor = new Visitor(`http://127.0.0.1:${port}`);
    if (as !== undefined) visitor.cookie = `workshop=${secretOf(as)}`;
    return visitor;
  };
  const ask: Classroom['ask'] = (path, as, options) => visitorFor(as).ask(path, options);
  const type: Classroom['type'] = async (name, command) => {
    const visitor = visitorFor();
    await visitor.join(secretOf(name));
    return typed(visitor, command);
  };
  const started = await run('start', '--port', String(port), '--no-stages', ...flags);
  if (started.code !== 0) throw new Error(`${started.stdout}${started.stderr}${logs(folder)}`);
  return {
    folder,
    port,
    content,
    run,
    ask,
    type,
    async close() {
      await run('stop');
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function logs({ root, hub }: ClassFolder): string {
  const learners = readdirSync(join(root, 'learners')).map((name) => join(root, 'learners', name, 'room.log'));
  return [hub.log, ...learners]
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The processes below a process whose command line has a text. */
export function below(pid: number, text: string): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(
    all.flatMap((name) => (parentOf(name) === undefined ? [] : [[Number(name), parentOf(name)!]])),
  );
  const isBelow = (one: number | undefined): boolean =>
    one === pid || (one !== undefined && one > 1 && isBelow(parents.get(one)));
  return [...parents.keys()].filter((one) => one !== pid && isBelow(one) && commandOf(one).includes(text));
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
