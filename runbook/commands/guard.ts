import { type Flags, readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { withFlags } from '../../lib/runner/with-flags.ts';

const HELP = `Let the cluster itself scale the model server to 0 after some hours, also when this computer is off. Its TPU nodes go some
ten minutes later. The cluster, the weights and the compilation cache stay.

Usage: npm run guard -- (--hours N | --remove) [--dry-run]

  --hours N  after N hours from now; a second call replaces the first
  --remove   remove the guard
  --dry-run  print the exact commands, execute nothing

Sets the autoscaler's minimum of the TPU node pool to 0 and applies manifests/billing-guard.yaml: a CronJob whose service
account may scale this one Deployment, and may do nothing in Google Cloud.

Exit codes: those of npm start.`;

const FLAGS = {
  hours: { type: 'string', excludes: ['remove'] },
  remove: { type: 'boolean' },
  'dry-run': { type: 'boolean', excludes: ['remove'] },
} as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const { guard, hoursOf } = await import('../park/guard.ts');
  const step = guard(flags.remove ? 1 : hoursOf(flags.hours));
  if (flags['dry-run']) return (await import('../../lib/runner/dry-run.ts')).printDryRun([step], process.env);
  const [{ withSession }, { runStep, undoStep }, { remedies }] = await Promise.all([
    import('../../lib/runner/run.ts'),
    import('../../lib/runner/runner.ts'),
    import('../steps.ts'),
  ]);
  const resume = (): string => withFlags('npm run guard', flags);
  const options = { environment: process.env, stopTarget: false, acts: true, resume, runbook: { remedies } };
  return withSession(options, (session) => (flags.remove ? undoStep(step, session) : runStep(step, session)));
}

command(import.meta, main);
