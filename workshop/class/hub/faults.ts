import { readFileSync } from 'node:fs';
import { writeWhole } from '../../../lib/config/folders.ts';
import { sandboxCli } from '../../../lib/target/sandbox-cli.ts';
import type { FaultKind } from '../../page/instructor/class-state.ts';
import type { ClassFolder } from '../folder.ts';

/** What a sandbox answers to `fault list --json` and to `GET /_sandbox/faults`. */
export interface FaultList {
  readonly catalogue: Readonly<Record<string, Entry>>;
}

interface Entry {
  readonly strikes: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** The faults of a sandbox that an instructor can switch on. */
export function faultKinds({ catalogue }: FaultList): FaultKind[] {
  const kinds = Object.entries(catalogue).map(([name, { strikes, params = {} }]) => ({
    ...{ name, strikes },
    parameters: params,
  }));
  return kinds.sort((a, b) => a.name.localeCompare(b.name));
}

/** Asks the environment's sandbox for its faults, and keeps the answer for the hub. */
export async function keepFaults({ faults }: Pick<ClassFolder, 'faults'>, environment: NodeJS.ProcessEnv) {
  const list = await sandboxCli<FaultList>(['fault', 'list', '--json'], environment);
  await writeWhole(faults, JSON.stringify(faultKinds(list)), { mode: 0o600 });
}

/** The faults that the class's sandboxes know; none before the first `start` has asked. */
export function keptFaults({ faults }: Pick<ClassFolder, 'faults'>): readonly FaultKind[] {
  try {
    return JSON.parse(readFileSync(faults, 'utf8')) as readonly FaultKind[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
