import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../lib/config/folders.ts';

/** `06-model-server.ts`; the preflight builds nothing, and the cleanup is not part of a learner's way. */
const STEP = /^(?!00-|99-)(\d\d-[a-z-]+)\.ts$/;

/** The steps on a learner's way. Read from the folder, since loading them takes Google's clients along. */
export function stepIds(): string[] {
  const names = readdirSync(join(projectFolder(), 'runbook'));
  return names.flatMap((name) => STEP.exec(name)?.[1] ?? []).sort();
}
