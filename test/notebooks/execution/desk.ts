import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const REPO = fileURLToPath(new URL('../../..', import.meta.url));

/** A folder with notebooks and a separate sandbox. */
export interface Desk {
  readonly folder: string;
  readonly environment: Record<string, string>;
  /** Write a notebook with these code cells. */
  write(name: string, cells: readonly string[]): Promise<void>;
  read(name: string): Promise<Notebook>;
  clear(): Promise<void>;
}

export interface Output {
  readonly output_type: string;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
  readonly name?: string;
  readonly text?: string | readonly string[];
}

export interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs: readonly Output[];
  readonly execution_count?: number | null;
}

export interface Notebook {
  readonly cells: readonly Cell[];
}

/** @param language folder of the notebooks */
export async function desk(language: '.' | 'zh-CN' = '.'): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'runbook-notebooks-'));
  await symlink(join(REPO, 'node_modules'), join(folder, 'node_modules'));
  const ours = (path: string): boolean => !/\.runbook|checkpoints/.test(path);
  await cp(join(REPO, 'notebooks', language), folder, { recursive: true, filter: ours });
  const jupyter = join(folder, '.jupyter');
  await mkdir(jupyter);
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    LANG: 'C.UTF-8',
    RUNBOOK_HOME: folder,
    SANDBOX_HOME: join(folder, '.sandbox'),
    JUPYTER_PATH: join(REPO, 'notebooks/jupyter'),
    JUPYTER_CONFIG_DIR: jupyter,
    JUPYTER_DATA_DIR: jupyter,
    JUPYTER_RUNTIME_DIR: jupyter,
    IPYTHONDIR: jupyter,
  };
  return {
    folder,
    environment,
    write: (name, cells) => writeFile(join(folder, name), JSON.stringify(ofCode(cells))),
    read: async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Notebook,
    clear: async () => {
      const stop = ['--import', import.meta.resolve('tsx'), join(REPO, 'sandbox/cli.ts'), 'stop'];
      await promisify(execFile)(process.execPath, stop, { env: environment });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ofCode(cells: readonly string[]) {
  const kernelspec = { name: 'vllm-tpu-runbook', display_name: 'TypeScript', language: 'typescript' };
  return {
    cells: cells.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    })),
    metadata: { kernelspec },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** Jupyter may store a text as an array of lines. */
export function joined(text: string | readonly string[]): string {
  return typeof text === 'string' ? text : text.join('');
}

/** Resolves when the process writes this text to standard error. */
export function said(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (output.includes(text)) resolve();
    });
    child.once('exit', () => reject(new Error(output)));
  });
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
