import type { Config } from '../config/index.ts';
import type { Runbook } from '../runner/runbook.ts';
import type { Step } from '../step/step.ts';
import { symbolic } from './changeable.ts';
import { type ScriptTexts, scriptOf } from './script.ts';
import { sectionsOf } from './sections.ts';

/** The bash script that does what a run of the steps does. @throws RunbookError USAGE, TEMPLATE */
export async function bashScript(
  steps: readonly Step[],
  config: Config,
  { scriptTexts }: Partial<Pick<Runbook, 'scriptTexts'>>,
): Promise<string> {
  const within = symbolic(config);
  const none: ScriptTexts = { about: [], remove: [] };
  return scriptOf(await sectionsOf(steps, within), config, scriptTexts?.(config, within) ?? none);
}
