import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Gives a sandbox the saved states that the class has, so that no learner waits for the walk to a drill's stage. */
export function copyStages(from: string, home: string): void {
  try {
    copyMissing(from, home);
  } catch (error) {
    // Learners can do without, and the disk may have space again later.
    console.error(`No saved states of the class: ${(error as Error).message}`);
  }
}

function copyMissing(from: string, home: string): void {
  if (!existsSync(from)) return;
  const to = join(home, '.sandbox', 'snapshots');
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(from).filter((one) => one.endsWith('.snapshot'))) {
    if (existsSync(join(to, name))) continue;
    copyFileSync(join(from, name), join(to, `${name}.part`));
    renameSync(join(to, `${name}.part`), join(to, name));
  }
}
