import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectFolder } from '../../../lib/config/folders.ts';
import type { FaultKind } from '../../page/instructor/class-state.ts';

interface Entry {
  readonly strikes: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** The faults that an instructor can switch on: the file from which a sandbox answers `GET /_sandbox/faults`. */
export function faultKinds(): FaultKind[] {
  const file = join(projectFolder(), 'sandbox/data/faults.yaml');
  const catalogue = parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Entry>>;
  const kinds = Object.entries(catalogue).map(([name, { strikes, params = {} }]) => ({
    name,
    strikes,
    parameters: params,
  }));
  return kinds.sort((a, b) => a.name.localeCompare(b.name));
}
