import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { SandboxOptions } from './sandbox.ts';
import { givenModels, type ModelFacts } from './vllm/profiles/facts.ts';

export type Scenario = Pick<SandboxOptions, 'seed' | 'durations' | 'faults' | 'models'>;

type ScenarioFile = Omit<Scenario, 'models'> & { readonly models?: Readonly<Record<string, ModelFacts>> };

/**
 * Reads a scenario file: `seed`, `durations` by name, `faults` by name with their parameters, `models` by their Hugging
 * Face name with the fields of their config.json.
 * @throws Error for an unknown key, or a model with too few fields
 */
export async function loadScenario(file: string | undefined): Promise<Scenario> {
  if (!file) return {};
  const { seed, durations, faults, models, ...rest } = parse(await readFile(file, 'utf8')) as ScenarioFile;
  const unknown = Object.keys(rest);
  if (unknown.length > 0)
    throw new Error(`Unknown key ${unknown.join(', ')} in ${file}: expected seed, durations, faults or models`);
  return {
    ...(seed !== undefined && { seed }),
    ...(durations && { durations }),
    ...(faults && { faults }),
    ...(models && { models: givenModels(models) }),
  };
}
