import { quoted } from '../command/command.ts';
import { type Config, loadConfig } from './config.ts';
import { type VariableName, variables } from './variables.ts';

/**
 * The variables that a run has from its environment alone, as a shell takes them before a command: `TARGET=gke `. What
 * `.env` or the defaults say too is left out, and so are secrets. Empty when there are none.
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
    // It takes the environment to have a configuration at all.
    return {};
  }
}
