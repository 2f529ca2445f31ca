import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runFolder } from '../../lib/config/folders.ts';
import type { Config } from '../../lib/config/index.ts';
import { lastLog } from '../../lib/log/file.ts';
import { LONGEST_FILE } from './limits.ts';
import type { Part } from './part.ts';
import type { World } from './world.ts';

/** Files of a run's folder that may leave this machine. Not the kubeconfig, and not the state of processes. */
const OF_A_RUN = /(?:\.log|^report.*\.json)$/;
const MANIFEST = /\.ya?ml$/;

/** What earlier runs left on this machine: logs, the report, the applied manifests. */
export async function lastRun({ config }: World): Promise<readonly Part[]> {
  if (!config) return [];
  const folder = runFolder(config);
  const manifests = join(folder, 'manifests');
  return [
    ...logOf(config),
    ...(await named(folder, OF_A_RUN)).map((path): Part => ({ ...part(path, 'from the last run'), evidence: true })),
    ...(await named(manifests, MANIFEST)).map((path) => part(path, 'a manifest as it was applied')),
  ];
}

/** The log of the last run, unless the run was in another project: its names would not be recognised. */
function logOf({ PROJECT_ID }: Config): readonly Part[] {
  const path = lastLog();
  if (path === undefined) return [];
  const log = async (): Promise<string | undefined> => {
    const text = await end(path);
    return text.includes(PROJECT_ID) ? text : undefined;
  };
  const error = async (): Promise<string | undefined> => lastError((await log()) ?? '');
  return [
    // No evidence: much of it was overcome.
    { file: 'files/last-run.log', about: 'the log of the last run, as --verbose prints it', ask: { text: log } },
    { file: 'files/last-error.txt', about: 'the error that ended the last run', ask: { text: error }, evidence: true },
  ];
}

/** The error at the end of a log file, without the times; undefined if the run still goes on, or has ended well. */
export function lastError(log: string): string | undefined {
  const lines = log.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d ?/, ''));
  const from = lines.findLastIndex((line) => /^✗ .*\[[A-Z_]+\]$/.test(line));
  const to = lines.findIndex((line, at) => at > from && /^ {2}Log of this run: /.test(line));
  return from < 0 || to < 0 ? undefined : `${lines.slice(from, to).join('\n')}\n`;
}

/** Files that a person adds: a report, a saved output. */
export const added = (paths: readonly string[]): readonly Part[] =>
  paths.map((path): Part => ({ ...part(path, 'added by hand'), evidence: true }));

const part = (path: string, about: string): Part => ({
  file: `files/${basename(path)}`,
  about,
  ask: { text: () => end(path) },
});

async function named(folder: string, pattern: RegExp): Promise<readonly string[]> {
  // Without the folder there was no run.
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
}

/** The end of a file, from the beginning of a line. */
async function end(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - LONGEST_FILE);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - from), position: from });
    const text = buffer.toString('utf8', 0, bytesRead);
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await file.close();
  }
}
