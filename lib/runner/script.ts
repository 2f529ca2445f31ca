import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Step } from '../step.ts';

/** Make a step's file a script: does nothing when the file is imported. */
export function script(meta: { readonly url: string }, step: Step): void {
  if (!isMain(meta)) return;
  // Loaded here, so that importing a step (and `--help`) stays cheap.
  void import('./step-cli.ts').then(async ({ stepCli }) => {
    process.exitCode = await stepCli(step, process.argv.slice(2));
  });
}

/** Whether this module is what node was started with. */
export function isMain(meta: { readonly url: string }): boolean {
  const entry = process.argv[1];
  return entry !== undefined && realpathSync(entry) === realpathSync(fileURLToPath(meta.url));
}
