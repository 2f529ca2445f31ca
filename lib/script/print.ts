import { readConfig } from '../runner/run.ts';
import type { Runbook } from '../runner/runbook.ts';
import type { Step } from '../step/step.ts';
import { refuseContradiction } from '../target/shell.ts';
import { bashScript } from './bash-script.ts';
import { writeProgram } from './stdout.ts';

/** Print the bash script of steps on standard output, without contacting any target. @returns the exit code */
export async function printScript(
  steps: readonly Step[],
  environment: NodeJS.ProcessEnv,
  runbook: Partial<Runbook>,
): Promise<number> {
  const config = readConfig(environment, runbook);
  refuseContradiction(config.TARGET, environment);
  writeProgram(await bashScript(steps, config, runbook), environment);
  return 0;
}
