import { EXIT_HELP } from '../../lib/runner/exit.ts';
import { type Flags, readFlags } from '../../lib/runner/flags.ts';
import { command } from '../../lib/runner/script.ts';
import { version } from '../../lib/runner/version.ts';
import { withFlags } from '../../lib/runner/with-flags.ts';

const HELP = `Show what a run would create and change, with the exact commands, the time and the cost. Changes nothing.

Usage: npm run plan [-- [--fast] [--json]]

  --fast     the plan of npm start -- --fast: independent steps at the same time, and the weights staged by a Job
  --json     print JSON; what is said about the sandbox and retries goes to standard error
  --version  print the version of this runbook
  --help     print this text

${EXIT_HELP}`;

const FLAGS = { fast: { type: 'boolean' }, json: { type: 'boolean' } } as const satisfies Flags;

async function main(args: readonly string[]): Promise<number> {
  const flags = readFlags(FLAGS, args);
  if (flags.help || flags.version) {
    console.log(flags.help ? HELP : version());
    return 0;
  }
  const [{ withSession }, { statesOf }, { plan }, { formatPlan }, { plain, colours }, { fastSteps, steps }] =
    await Promise.all([
      import('../../lib/runner/run.ts'),
      import('../../lib/runner/state.ts'),
      import('../plan/plan.ts'),
      import('../plan/format.ts'),
      import('../../lib/log/format.ts'),
      import('../steps.ts'),
    ]);
  const json = flags.json === true;
  const stream = json ? process.stderr : process.stdout;
  const options = {
    environment: process.env,
    stopTarget: true,
    resume: () => withFlags('npm run plan', flags),
    stream,
  };
  return withSession(options, async (session) => {
    const [list, order] = flags.fast ? ([fastSteps, 'fast'] as const) : ([steps, 'tutorial'] as const);
    const { config: _, ...found } = await plan(await statesOf(list, session), session.config, order);
    const style = process.stdout.isTTY && !process.env.NO_COLOR ? colours : plain;
    console.log(json ? JSON.stringify(found, null, 2) : formatPlan({ ...found, config: session.config }, style));
  });
}

command(import.meta, main);
