import { type Config, variables } from '../config/index.ts';
import { formatError, plain } from '../log/format.ts';
import { gkeTarget } from '../target/gke.ts';
import { sandboxTarget } from '../target/sandbox.ts';
import { asRunbookError, EXIT, exitCodeOf } from './outcome.ts';
import { readConfig } from './run.ts';

/** What the target adds to a shell's own environment; its PATH only where it has programs of its own on it. */
const TARGET_VARIABLES = /^(CLOUDSDK_|GOOGLE_|KUBE|SANDBOX_|PATH$)/;

/** The `export …` lines with which a person's shell acts where the runbook does. A secret stays where it is. */
export async function shellExports(environment: NodeJS.ProcessEnv): Promise<{ code: number; text: string }> {
  try {
    const config = readConfig(environment);
    const target =
      config.TARGET === 'sandbox'
        ? await sandboxTarget(config.PROJECT_ID, environment)
        : await gkeTarget(config.PROJECT_ID, environment);
    await target.close();
    const fromTarget = Object.entries(target.environment).filter(
      ([name, value]) => TARGET_VARIABLES.test(name) && environment[name] !== value,
    );
    const text = [...fromTarget, ...tutorialVariables(config)]
      .map(([name, value]) => `export ${name}=${quote(value)}`)
      .join('\n');
    return { code: EXIT.done, text };
  } catch (error) {
    const known = asRunbookError(error);
    return { code: exitCodeOf(known), text: formatError(known, plain) };
  }
}

function tutorialVariables(config: Config): [string, string][] {
  return (Object.keys(variables) as (keyof Config)[])
    .filter((name) => !('secret' in variables[name]) && config[name] !== undefined)
    .map((name) => [name, String(config[name])]);
}

const quote = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
