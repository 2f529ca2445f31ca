import { isMain } from '../lib/runner/script.ts';
import type { Session } from '../lib/session.ts';
import { fastSteps, steps } from './steps.ts';

export { steps };

if (isMain(import.meta)) {
  void import('../lib/runner/runbook-cli.ts').then(async ({ runbookCli }) => {
    const cost = (session: Session) => import('./cost.ts').then(({ costSoFar }) => costSoFar(session));
    process.exitCode = await runbookCli({ tutorial: steps, fast: fastSteps }, process.argv.slice(2), cost);
  });
}
