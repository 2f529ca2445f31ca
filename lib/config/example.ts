import { type Variable, variables } from './variables.ts';

/** The text of `.env.example`: every variable with its description, its default if it has one, and an example if not. */
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

const HEAD = `# Copy to .env and edit. Needed for TARGET=gke only: on the sandbox every variable has a default.
# What is empty or commented out counts as unset. The shell's environment wins over this file. Do not commit .env.
# Quotes, export and comments are read as dotenv reads them; a line that sets none of these variables is refused.
`;
