import { parseArgs } from 'node:util';
import type { Session } from '../session.ts';
import type { Step } from '../step.ts';
import type { LoadSteps } from './script.ts';

const help = (step: Step): string => `${step.title}
(the tutorial's section «${step.section}»)

Usage: npx tsx runbook/${step.id}.ts [--dry-run | --status | --undo]

  (nothing)    do it; what is done already is left alone
  --dry-run    print each exact command on a line that starts with "$ ", execute nothing
  --status     ask whether it is done: exit code 0 when it is, 1 when not
  --undo       take it back
  --help       this text

Needs: ${step.needs.join(', ') || 'nothing'}${(step.during ?? []).map(({ id }) => `\nBeside it: ${id}, started when it is not going on`).join('')}
Variables come from the environment and .env; .env.example explains each. TARGET=sandbox (the default) costs nothing.
Exit codes: 0 done, 1 failed, 2 bad usage or configuration, 130 interrupted.`;

type Mode = 'run' | 'dry-run' | 'status' | 'undo';

/** The command line of one step. @returns the exit code. */
export async function stepCli(step: Step, args: readonly string[], load?: LoadSteps): Promise<number> {
  const mode = readMode(args);
  if (mode === 'help') {
    console.log(help(step));
    return 0;
  }
  if (typeof mode === 'object') {
    console.error(`${mode.problem}\nSee: npx tsx runbook/${step.id}.ts --help`);
    return 2;
  }
  if (mode === 'dry-run') {
    const { printDryRun } = await import('./dry-run.ts');
    return printDryRun([step], process.env);
  }
  const { withSession } = await import('./run.ts');
  const [runner, { mustStand }] = await Promise.all([import('./runner.ts'), import('./needs.ts')]);
  const commandOf = ({ id }: Step): string => `npx tsx runbook/${id}.ts`;
  let done = true;
  const work: Readonly<Record<Exclude<Mode, 'dry-run'>, (session: Session) => Promise<void>>> = {
    run: async (session) => {
      const steps = (await load?.())?.steps ?? [];
      await mustStand(step, steps, session, commandOf);
      await runner.runStep(step, session, { steps, commandOf });
      if (step.outlives) runner.releaseBackground(session);
    },
    undo: (session) => runner.undoStep(step, session),
    status: async (session) => {
      const status = await runner.isDone(step, session);
      done = status.done;
      session.log.write({ kind: 'status', id: step.id, title: step.title, ...status });
    },
  };
  const code = await withSession(
    { environment: process.env, stopTarget: false, resume: () => commandOf(step) },
    work[mode],
  );
  return code === 0 && !done ? 1 : code;
}

function readMode(args: readonly string[]): Mode | 'help' | { readonly problem: string } {
  try {
    const options = {
      'dry-run': { type: 'boolean' },
      status: { type: 'boolean' },
      undo: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    const { values } = parseArgs({ args: [...args], options });
    const asked = (Object.keys(options) as (keyof typeof options)[]).filter((name) => values[name]);
    if (asked.length > 1) return { problem: `Choose one of --${asked.join(' and --')}.` };
    return asked[0] ?? 'run';
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
