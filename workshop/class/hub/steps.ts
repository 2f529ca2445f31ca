import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../lib/config/folders.ts';
import { isCounted } from '../../page/view/counted.ts';

/** `06-model-server.ts` */
const STEP = /^(\d\d-[a-z-]+)\.ts$/;

/** The steps on a learner's way. Read from the folder, since loading them takes Google's clients along. */
export function stepIds(): string[] {
  const names = readdirSync(join(projectFolder(), 'runbook'));
  return names
    .flatMap((name) => STEP.exec(name)?.[1] ?? [])
    .filter(isCounted)
    .sort();
}
