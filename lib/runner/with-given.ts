import { envFile } from '../config/folders.ts';
import { givenVariables } from '../config/index.ts';
import type { Session } from '../session/session.ts';

/** A command with the variables that only this shell sets: in another shell it acts on the same. */
export function withGiven(command: string, { config, environment }: Pick<Session, 'config' | 'environment'>): string {
  return givenVariables(config, environment, envFile()) + command;
}
