import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notWritable } from '../errors/file-error.ts';
import type { Config } from './index.ts';

/** Modules of the package are JavaScript, modules of a clone TypeScript. */
const PACKAGED = extname(import.meta.url) === '.js';

/**
 * The folder of `.env`, `.runbook` and `.sandbox`, whatever the working directory: the clone that holds the step, or
 * the project that uses the package.
 */
export function projectFolder(): string {
  return PACKAGED
    ? nearestProject(process.cwd())
    : fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
}

function nearestProject(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** The parent of `.runbook` and `.sandbox`: $RUNBOOK_HOME, or else the project. */
export function writtenFolder(...path: readonly string[]): string {
  return join(process.env.RUNBOOK_HOME ? resolve(process.env.RUNBOOK_HOME) : projectFolder(), ...path);
}

/** The sandbox's state: $SANDBOX_HOME (relative to the project), or else `.sandbox`. */
export function sandboxFolder({ SANDBOX_HOME }: NodeJS.ProcessEnv): string {
  return SANDBOX_HOME ? resolve(projectFolder(), SANDBOX_HOME) : writtenFolder('.sandbox');
}

/** The file of variables: `.env` of $RUNBOOK_HOME, or else of the project. */
export function envFile(): string {
  const own = writtenFolder('.env');
  return existsSync(own) ? own : join(projectFolder(), '.env');
}

/** The source of variables, for the first line of a run. */
export function whichEnvFile(): string {
  const file = envFile();
  return existsSync(file) ? `variables from ${file}` : `no .env in ${dirname(file)}`;
}

/** The folder of all runs on one namespace of a cluster. */
export function runFolder({ PROJECT_ID, CLUSTER_NAME, NAMESPACE }: Config, ...path: readonly string[]): string {
  return writtenFolder('.runbook', PROJECT_ID, CLUSTER_NAME, NAMESPACE, ...path);
}

/** The folder that all runs in a project share; its files are replaced atomically. */
export function sharedFolder(projectId: string, ...path: readonly string[]): string {
  return writtenFolder('.runbook', projectId, ...path);
}

/**
 * Make a folder that only its user can read.
 * @param variable the variable that moves the folder; @default RUNBOOK_HOME
 * @throws RunbookError NOT_WRITABLE with the variable in its remedy
 */
export async function makeFolder(folder: string, variable?: string): Promise<void> {
  try {
    await makeAll(folder);
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw notWritable(folder, cause, elsewhere(variable));
  }
}

/** Node's recursive mkdir never returns in a file system without mkdir, such as /proc. */
async function makeAll(folder: string): Promise<void> {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) await makeAll(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error;
  }
}

/** Whose the file is, and whether it is on the disk before it replaces another (`fs.writeFile`). */
export interface WriteOptions {
  readonly mode?: number;
  readonly flush?: boolean;
}

/** Write a file atomically: a reader sees the old text or the new one. @throws RunbookError NOT_WRITABLE */
export async function writeWhole(file: string, text: string | Uint8Array, options: WriteOptions = {}): Promise<void> {
  await makeFolder(dirname(file));
  const part = `${file}.${randomUUID()}`;
  try {
    await writeFile(part, text, options);
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    throw notWritable(file, cause, elsewhere());
  }
}

/** The command that moves what the runbook writes. */
const elsewhere = (variable = 'RUNBOOK_HOME'): string => `Choose a writable folder: export ${variable}="$HOME/runbook"`;
