import { envFile } from '../../lib/config/folders.ts';
import { typedVariables } from '../../lib/config/index.ts';
import { type Given, withFlags } from '../../lib/runner/with-flags.ts';

/**
 * The command to type next, with the variables and the flags that were typed.
 * @example
 * again({ project: 'PROJECT' }, { TARGET: 'sandbox' }); // 'TARGET=sandbox npm run configure -- --project PROJECT'
 */
export function again(flags: Given, { TARGET, ...environment }: NodeJS.ProcessEnv = {}): string {
  // Without TARGET, configure asks Google Cloud: the sandbox is no default here.
  const target = TARGET && !flags.target ? `TARGET=${TARGET} ` : '';
  return `${target}${typedVariables(environment, envFile())}${withFlags('npm run configure', flags)}`;
}
