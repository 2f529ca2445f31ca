import { type Config, secretsOf } from '../config/index.ts';
import { terminalLog } from '../log/terminal.ts';
import { commandNaming } from '../session/session.ts';
import { actionsOf, type Step } from '../step/step.ts';
import { refuseContradiction } from '../target/shell.ts';
import { asRunbookError, EXIT, exitCodeOf } from './outcome.ts';
import { type RunbookParts, readConfig } from './run.ts';
import { dryRun } from './runner.ts';

/** Print the commands of steps without contacting any target. @returns the exit code */
export async function printDryRun(
  steps: readonly Step[],
  environment: NodeJS.ProcessEnv,
  runbook?: RunbookParts,
): Promise<number> {
  let secrets: readonly string[] = [];
  const log = terminalLog({ stream: process.stdout, environment, verbose: true, secrets: () => secrets });
  try {
    const config = forDryRun(readConfig(environment, runbook));
    refuseContradiction(config.TARGET, environment);
    secrets = secretsOf(config);
    for (const step of steps) {
      log.write({ kind: 'step', id: step.id, title: step.title });
      await dryRun(actionsOf(step, { config }), { log, config, complete: commandNaming(config) });
    }
    return EXIT.done;
  } catch (error) {
    const known = asRunbookError(error);
    log.write({ kind: 'error', error: known });
    return exitCodeOf(known);
  }
}

/** The configuration with a placeholder for values that a run looks up. */
export function forDryRun(config: Config): Config {
  return { ...config, PROJECT_NUMBER: config.PROJECT_NUMBER ?? 'PROJECT_NUMBER' };
}
