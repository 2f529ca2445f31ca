import type { Variable } from './variable.ts';
import { variables } from './variables.ts';

/** The text of `.env.example`: every variable with its description and its default, or an example. */
export function exampleEnv(): string {
  return [HEAD, ...(Object.entries(variables) as [string, Variable<unknown>][]).map(block)].join('\n');
}

function block([name, variable]: [string, Variable<unknown>]): string {
  const secrecy = variable.secret ? ' Secret: never printed.' : '';
  const fixed = variable.default !== undefined;
  const example = fixed ? '' : `, for example ${variable.example}`;
  const line = fixed ? `# ${name}=${variable.example}` : `${name}=`;
  return `# ${variable.description}.${secrecy}\n# Expected: ${variable.rule.expected}${example}.\n${line}\n`;
}

const HEAD = `# npm run configure asks for the values and writes .env; or copy this file to .env and edit it.
# Only TARGET=gke needs it: on the sandbox every variable has a default.
# An empty or commented variable counts as unset. The shell's environment overrides this file. Do not commit .env.
# Quotes, export and comments follow dotenv; a line with an unknown variable is an error.
`;
