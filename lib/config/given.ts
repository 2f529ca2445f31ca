import { quoted } from '../command/command.ts';
import { type Config, loadConfig } from './config.ts';
import { type VariableName, variables } from './variables.ts';

/**
 * Variables that a next command may repeat: no secrets, and no PROJECT_NUMBER, which `npm run env` exports and every run
 * looks up.
 */
const NAMES = (Object.keys(variables) as VariableName[]).filter(
  (name) => !('secret' in variables[name]) && name !== 'PROJECT_NUMBER',
);

/**
 * The variables that only the environment sets, as a prefix of a shell command: `TARGET=gke `. Omits secrets and values
 * that `.env` or the defaults give too. Empty when nothing is left.
 */
export function givenVariables(config: Config, environment: NodeJS.ProcessEnv, envFile: string): string {
  const own = Object.keys(config.own);
  // The defaults depend on the target: those of the target that the command acts on count.
  const { TARGET } = withoutEnvironment(envFile, own);
  const without = { ...withoutEnvironment(envFile, own, config.TARGET), TARGET };
  const tutorials = NAMES.filter((name) => environment[name]).filter(
    (name) => String(without[name]) !== String(config[name]),
  );
  return [...tutorials, ...own.filter((name) => environment[name] && without.own?.[name] !== config.own[name])]
    .map((name) => `${name}=${quoted(environment[name]!)} `)
    .join('');
}

/**
 * As `givenVariables`, for a command that has no valid configuration. Omits values that no command accepts.
 * @example
 * typedVariables({ TARGET: 'gke', ZONE: 'nowhere' }, '.env'); // 'TARGET=gke '
 */
export function typedVariables(environment: NodeJS.ProcessEnv, envFile: string, own: readonly string[] = []): string {
  const accepted = NAMES.filter(
    (name) => environment[name] && variables[name].rule.parse(environment[name]) !== undefined,
  );
  const typed = Object.fromEntries([...accepted, ...own].map((name) => [name, environment[name]]));
  try {
    return givenVariables(loadConfig({ environment: typed, envFile, needs: [], own }), typed, envFile);
  } catch {
    // The values contradict each other, or `.env` is invalid.
    const set = [...accepted, ...own].filter((name) => typed[name]);
    return set.map((name) => `${name}=${quoted(typed[name]!)} `).join('');
  }
}

function withoutEnvironment(envFile: string, own: readonly string[], target?: Config['TARGET']): Partial<Config> {
  try {
    return loadConfig({ environment: {}, envFile, own, needs: [], ...(target && { target }) });
  } catch {
    // The configuration is invalid without the environment.
    return {};
  }
}
