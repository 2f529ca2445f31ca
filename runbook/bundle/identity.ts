import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { envFile } from '../../lib/config/folders.ts';
import { type Config, secret, type VariableName, variables } from '../../lib/config/index.ts';
import { type Identity, identityOf, learn } from '../../lib/record/identity.ts';
import type { World } from './world.ts';

/** Numbers of projects in resource names and in messages of quotas. */
const PROJECT_NUMBER = /\bproject(?:s\/|_number:|: ?)(\d{6,})\b/g;

/** The values that a bundle must not hold: what is configured, and what the texts tell of the project. */
export function identityIn({ config, environment }: World, texts: readonly string[]): Identity {
  const identity = identityOf(config ?? asWritten(environment));
  for (const text of texts) {
    learn(identity, text);
    for (const [, number = ''] of text.matchAll(PROJECT_NUMBER))
      if (!identity.names.has(number)) identity.names.set(number, '<PROJECT_NUMBER>');
  }
  return identity;
}

/** The variables of an invalid configuration, unchecked: it has secrets too. */
function asWritten(environment: NodeJS.ProcessEnv): Partial<Config> {
  const given = { ...fromFile(), ...environment };
  const names = (Object.keys(variables) as VariableName[]).filter((name) => given[name]);
  return Object.fromEntries(
    names.map((name) => [name, 'secret' in variables[name] ? secret(given[name]!) : given[name]]),
  );
}

function fromFile(): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(envFile(), 'utf8'));
  } catch {
    return {};
  }
}
