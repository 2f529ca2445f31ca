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

export function identityOf(config: Partial<Config>): Identity {
  const { PROJECT_ID, PROJECT_NUMBER, GSBUCKET, LEARNER } = config;
  const values = { RUNBOOK: projectFolder(), RUNBOOK_HOME: writtenFolder(), HOME: homedir() };
  const known = { ...values, PROJECT_ID, PROJECT_NUMBER, GSBUCKET, LEARNER };
  const pairs = Object.entries(known).flatMap(([name, value]) =>
    value && !NOBODYS.has(value) ? [[value, `<${name}>`] as const] : [],
  );
  return { secrets: new Set(secretsOf(config)), names: new Map(pairs) };
}

/** Adds what only the answers tell: the number and the display name of the project, and the organization above it. */
export function learn({ names }: Identity, answer: string): void {
  const { projectNumber, name, parent } = projectIn(answer);
  const known = { PROJECT_NUMBER: projectNumber, PROJECT_NAME: name, ORGANIZATION: parent?.id };
  for (const [placeholder, value] of Object.entries(known))
    if (typeof value === 'string' && value.length >= SHORTEST && !names.has(value))
      names.set(value, `<${placeholder}>`);
}

/** A shorter name is a part of other words. */
const SHORTEST = 4;

interface Project {
  readonly projectNumber?: unknown;
  readonly name?: unknown;
  readonly parent?: { readonly id?: unknown };
}

/** An answer of Resource Manager: https://cloud.google.com/resource-manager/reference/rest/v1/projects */
function projectIn(answer: string): Project {
  if (!answer.includes('projectNumber')) return {};
  try {
    const read = JSON.parse(answer) as Project | null;
    return read?.projectNumber === undefined ? {} : read;
  } catch {
    return {};
  }
}
