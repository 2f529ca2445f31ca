import { quoted } from '../command/command.ts';
import { type Config, loadConfig } from './config.ts';
import { type VariableName, variables } from './variables.ts';

/**
 * The variables that only the environment sets, as a prefix of a shell command: `TARGET=gke `. Omits secrets and values
 * that `.env` or the defaults give too. Empty when nothing is left.
 */
export function givenVariables(config: Config, environment: NodeJS.ProcessEnv, envFile: string): string {
  const own = Object.keys(config.own);
  // The defaults depend on the target: those of the target that the command acts on count.
  const { TARGET } = withoutEnvironment(envFile, own);
  const without = { ...withoutEnvironment(envFile, own, config.TARGET), TARGET };
  const tutorials = (Object.keys(variables) as VariableName[])
    .filter((name) => environment[name] && !('secret' in variables[name]))
    .filter((name) => String(without[name]) !== String(config[name]));
  return [...tutorials, ...own.filter((name) => environment[name] && without.own?.[name] !== config.own[name])]
    .map((name) => `${name}=${quoted(environment[name]!)} `)
    .join('');
}

function withoutEnvironment(envFile: string, own: readonly string[], target?: Config['TARGET']): Partial<Config> {
  try {
    return loadConfig({ environment: {}, envFile, own, ...(target && { target }) });
  } catch {
    // The configuration is invalid without the environment.
    return {};
  }
}
