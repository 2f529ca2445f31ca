import { isMain } from '../lib/runner/script.ts';
import { steps } from './steps.ts';

export { steps };

if (isMain(import.meta)) {
  void import('../lib/runner/runbook-cli.ts').then(async ({ runbookCli }) => {
    process.exitCode = await runbookCli(steps, process.argv.slice(2));
  });
}
