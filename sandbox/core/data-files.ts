import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** `sandbox/data/<name>.yaml`. A built program has the files in it, parsed, in the place of this module (`control/bundle.ts`). */
export function readData(name: string): unknown {
  return parse(readFileSync(new URL(`../data/${name}.yaml`, import.meta.url), 'utf8'));
}
