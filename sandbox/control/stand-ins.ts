import { accessSync, constants, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeFolder, type StateFolder } from '../core/folder.ts';
import { program } from './program.ts';

/** The tools that the runbook's commands need; the sandbox has a stand-in for each. */
const TOOLS = ['gcloud', 'kubectl', 'gke-gcloud-auth-plugin'] as const;

export interface StandIns {
  /** The tools that are not installed. */
  readonly tools: readonly string[];
  /** PATH with the stand-ins at its end: a tool that is installed later takes precedence. */
  readonly path: string;
}

/** Writes a stand-in for each tool that PATH lacks. */
export async function standIns(folder: StateFolder, path = process.env.PATH ?? ''): Promise<StandIns> {
  const folders = path.split(delimiter).filter((one) => one !== '' && one !== folder.bin);
  const tools = TOOLS.filter((tool) => !folders.some((one) => isProgram(join(one, tool))));
  if (tools.length === 0) return { tools, path };
  makeFolder(folder.bin);
  for (const tool of tools) {
    const words = [process.execPath, ...(await program(`clis/${tool}`))].map(quote);
    writeFileSync(join(folder.bin, tool), `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 });
  }
  return { tools, path: [...folders, folder.bin].join(delimiter) };
}

/** A file that may be executed. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
