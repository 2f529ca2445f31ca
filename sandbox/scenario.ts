import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { SandboxOptions } from './sandbox.ts';

export type Scenario = Pick<SandboxOptions, 'seed' | 'durations' | 'faults'>;

/**
 * Reads a scenario file: `seed`, `durations` by name, `faults` by name with their parameters.
 * @throws Error for an unknown key
 */
export async function loadScenario(file: string | undefined): Promise<Scenario> {
  if (!file) return {};
  const { seed, durations, faults, ...rest } = parse(await readFile(file, 'utf8')) as Scenario;
  const unknown = Object.keys(rest);
  if (unknown.length > 0)
    throw new Error(`Unknown key ${unknown.join(', ')} in ${file}: expected seed, durations or faults`);
  return {
    ...(seed !== undefined && { seed }),
    ...(durations && { durations }),
    ...(faults && { faults }),
  };
}
