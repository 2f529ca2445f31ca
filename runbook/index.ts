import { command } from '../lib/runner/script.ts';
import type { Session } from '../lib/session/session.ts';
import { confirmation, fastSteps, steps, stillBilled } from './steps.ts';

export { steps };

command(import.meta, async (args) => {
  const { runbookCli } = await import('../lib/runner/runbook-cli.ts');
  const cost = (session: Session) => import('./cost/so-far.ts').then(({ costSoFar }) => costSoFar(session));
  return runbookCli({ tutorial: steps, fast: fastSteps, stillBilled, confirmation }, args, cost);
});
