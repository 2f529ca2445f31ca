import { homedir } from 'node:os';
import { projectFolder, writtenFolder } from '../config/folders.ts';
import { type Config, secretsOf } from '../config/index.ts';

/** The values of a run that an archive must not hold. */
export interface Identity {
  readonly secrets: Set<string>;
  /** The placeholder of each known value. */
  readonly names: Map<string, string>;
}

/** The home folder of root names nobody, and containers have the same one. */
const NOBODYS = new Set(['/', '/root']);

export function identityOf(config: Config): Identity {
  const { PROJECT_ID, PROJECT_NUMBER, GSBUCKET, LEARNER } = config;
  const values = { RUNBOOK: projectFolder(), RUNBOOK_HOME: writtenFolder(), HOME: homedir() };
  const known = { ...values, PROJECT_ID, PROJECT_NUMBER, GSBUCKET, LEARNER };
  const pairs = Object.entries(known).flatMap(([name, value]) =>
    value && !NOBODYS.has(value) ? [[value, `<${name}>`] as const] : [],
  );
  return { secrets: new Set(secretsOf(config)), names: new Map(pairs) };
}

/** Adds what only the answers tell: the numbers of projects. */
export function learn({ names }: Identity, text: string): void {
  for (const [, number] of text.matchAll(/projectNumber\\*"?\s*:\s*\\*"?(\d{6,})/g))
    names.set(number!, '<PROJECT_NUMBER>');
}
