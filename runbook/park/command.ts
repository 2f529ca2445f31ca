import type { Config } from '../../lib/config/index.ts';
import type { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type Flags, readFlags } from '../../lib/runner/flags.ts';
import type { LoadStillBilled } from '../../lib/runner/run.ts';
import { version } from '../../lib/runner/version.ts';
import { withFlags } from '../../lib/runner/with-flags.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Step } from '../../lib/step/step.ts';

const FLAGS = {
  all: { type: 'boolean' },
  'dry-run': { type: 'boolean', excludes: ['yes'] },
  yes: { type: 'boolean' },
} as const satisfies Flags;

type Asked = { readonly all?: boolean };

/** A command that runs one step which is no part of the tutorial, and then prints what is billed. */
export interface BillingCommand {
  /** `npm run park` */
  readonly command: string;
  readonly help: string;
  step(flags: Asked): Promise<Step>;
  /** The question before the step runs on Google Cloud. */
  question(session: Session, flags: Asked): Promise<string>;
  /** It accepts --all, and runs beside another run of the same namespace, which it only names. */
  readonly emergency?: true;
  /** The lines after the bill. */
  next(config: Config): readonly string[];
  /** What to type if the command fails. */
  readonly otherwise: string;
}

/** @returns the exit code */
export async function billingCommand(of: BillingCommand, args: readonly string[]): Promise<number> {
  const { all, ...common } = FLAGS;
  const flags: Asked & ReturnType<typeof readFlags<typeof common>> = readFlags(of.emergency ? FLAGS : common, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? of.help : version());
    return 0;
  }
  const [step, runbook] = await Promise.all([of.step(flags), import('../steps.ts')]);
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
    acts: !of.emergency,
    resume: () => withFlags(of.command, flags),
    stillBilled: otherwise(runbook.stillBilled, of.otherwise),
    runbook: { remedies: runbook.remedies },
  };
  return withSession(options, async (session) => {
    if (of.emergency) await nameOtherRun(session);
    const question = () => of.question(session, flags);
    await confirm([step], session, {
      yes: flags.yes === true,
      question,
      command: withFlags(of.command, { ...flags, yes: true }),
    });
    await runStep(step, session);
    await reportBill(session, of.next(session.config));
  });
}

/** Another run may create again what this one deletes. */
async function nameOtherRun({ log, ...session }: Session): Promise<void> {
  const { lockRun } = await import('../../lib/runner/lock.ts');
  try {
    await (await lockRun(session))();
  } catch (error) {
    const { message, remedy } = error as RunbookError;
    log.write({ kind: 'warning', text: `${message}. It may create TPU nodes again. ${remedy}` });
  }
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
