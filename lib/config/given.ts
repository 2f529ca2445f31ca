import { quoted } from '../command/command.ts';
import { type Config, loadConfig } from './config.ts';
import { type VariableName, variables } from './variables.ts';

/**
 * The variables that only the environment sets, as a prefix of a shell command: `TARGET=gke `. Omits secrets and values
 * that `.env` or the defaults give too. Empty when nothing is left.
 */
export function givenVariables(config: Config, environment: NodeJS.ProcessEnv, envFile: string): string {
  const own = Object.keys(config.own);
  const without = withoutEnvironment(envFile, own);
  const tutorials = (Object.keys(variables) as VariableName[])
    .filter((name) => environment[name] && !('secret' in variables[name]))
    .filter((name) => String(without[name]) !== String(config[name]));
  return [...tutorials, ...own.filter((name) => environment[name] && without.own?.[name] !== config.own[name])]
    .map((name) => `${name}=${quoted(environment[name]!)} `)
    .join('');
}

function withoutEnvironment(envFile: string, own: readonly string[]): Partial<Config> {
  try {
    return loadConfig({ environment: {}, envFile, own });
  } catch {
    // The configuration is invalid without the environment.
    return {};
  }
}
