import { type Flags, readFlags } from '../../lib/runner/flags.ts';
import type { LoadStillBilled } from '../../lib/runner/run.ts';
import { version } from '../../lib/runner/version.ts';
import type { Step } from '../../lib/step/step.ts';

const FLAGS = {
  'dry-run': { type: 'boolean', excludes: ['yes'] },
  yes: { type: 'boolean' },
} as const satisfies Flags;

/** A command that runs one step which is no part of the tutorial, and then prints what is billed. */
export interface BillingCommand {
  /** `npm run park` */
  readonly command: string;
  readonly help: string;
  step(): Promise<Step>;
  /** The question before the step runs on Google Cloud. */
  question(config: import('../../lib/config/index.ts').Config): string;
  /** The lines after the bill. */
  readonly next: readonly string[];
  /** What to type if the command fails. */
  readonly otherwise: string;
}

/** @returns the exit code */
export async function billingCommand(of: BillingCommand, args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? of.help : version());
    return 0;
  }
  const [step, runbook] = await Promise.all([of.step(), import('../steps.ts')]);
  if (flags['dry-run']) return (await import('../../lib/runner/dry-run.ts')).printDryRun([step], process.env);
  const [{ withSession }, { runStep }, { confirm }, { reportBill }] = await Promise.all([
    import('../../lib/runner/run.ts'),
    import('../../lib/runner/runner.ts'),
    import('../../lib/runner/confirm.ts'),
    import('./report.ts'),
  ]);
  const options = {
    environment: process.env,
    stopTarget: false,
    acts: true,
    resume: () => of.command,
    stillBilled: otherwise(runbook.stillBilled, of.otherwise),
    runbook: { remedies: runbook.remedies },
  };
  return withSession(options, async (session) => {
    const question = async () => of.question(session.config);
    await confirm([step], session, { yes: flags.yes === true, question, command: of.command.replace(/$/, ' --') });
    await runStep(step, session);
    await reportBill(session, of.next);
  });
}

/** Adds a line to what is still billed after a failure. */
function otherwise(load: LoadStillBilled, line: string): LoadStillBilled {
  return async () => {
    const stillBilled = await load();
    return async (question) => {
      const text = await stillBilled(question);
      return text === undefined ? undefined : `${text}\n${line}`;
    };
  };
}
