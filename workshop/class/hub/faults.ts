import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectFolder } from '../../../lib/config/folders.ts';

/** The faults that an instructor can broadcast, from the sandbox's own list. */
export function faultNames(): string[] {
  return Object.keys(parse(readFileSync(join(projectFolder(), 'sandbox/data/faults.yaml'), 'utf8')) as object).sort();
}
