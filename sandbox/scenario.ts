import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { SandboxOptions } from './sandbox.ts';

export type Scenario = Pick<SandboxOptions, 'seed' | 'durations' | 'faults'>;

/** What a scenario file changes: `seed`, `durations` by name, `faults` by name with their parameters. */
export async function loadScenario(file: string | undefined): Promise<Scenario> {
  if (!file) return {};
  const { seed, durations, faults, ...rest } = parse(await readFile(file, 'utf8')) as Scenario;
  const unknown = Object.keys(rest);
  if (unknown.length > 0) throw new Error(`${file}: a scenario has no ${unknown.join(', ')}`);
  return {
    ...(seed !== undefined && { seed }),
    ...(durations && { durations }),
    ...(faults && { faults }),
  };
}
