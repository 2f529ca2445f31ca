import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { RunbookError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Step } from '../step.ts';
import { asRunbookError, exitCodeOf } from './outcome.ts';
import { type Asked, resumeCommand } from './resume.ts';
import type { StatusOptions } from './status.ts';

const HELP = `Run the whole runbook, or a part of it.

Usage: npx tsx runbook/index.ts [options]      (npm start -- [options])

  --from ID      begin with this step (01-cluster, or just 01)
  --to ID        end with this step
  --only ID      this step alone
  --fast         independent steps together, and the weights staged into the bucket while the TPU node is made
  --keep         leave out the cleanup, and leave a sandbox that was started here running
  --report FILE  write what happened as JSON
  --dry-run      print each exact command on a line that starts with "$ ", execute nothing
  --status       ask which steps are done, and what it has cost so far: exit code 0 when all but the cleanup are
  --json         with --status: as JSON
  --help         this text

Variables come from the environment and .env; .env.example explains each. TARGET=sandbox (the default) costs nothing.
Exit codes: 0 done, 1 failed, 2 bad usage or configuration, 130 interrupted.`;

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  only: { type: 'string' },
  fast: { type: 'boolean' },
  keep: { type: 'boolean' },
  report: { type: 'string' },
  'dry-run': { type: 'boolean' },
  status: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const CLEANUP = '99-cleanup';

/** The steps in the tutorial's order, and those of a run in which what is independent overlaps. */
export interface Plans {
  readonly tutorial: readonly Step[];
  readonly fast: readonly Step[];
}

/** The command line of the whole runbook. @returns the exit code. */
export async function runbookCli(plans: Plans, args: readonly string[], cost: StatusOptions['cost']): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    if (values.fast && values.status)
      throw new RunbookError('USAGE', '--status goes without --fast: both end with the same', {
        remedy: 'See --help.',
      });
    const all = values.fast ? plans.fast : plans.tutorial;
    const chosen = choose(all, values);
    if (values['dry-run']) return (await import('./dry-run.ts')).printDryRun(chosen, process.env);
    if (!values.status) return await runAll(all, chosen, values);
    const { status } = await import('./status.ts');
    return await status(chosen, { json: values.json === true, cost, uncounted: [CLEANUP] });
  } catch (error) {
    const known = asRunbookError(error);
    console.error([known.message, known.remedy ?? ''].join('\n').trimEnd());
    return exitCodeOf(known);
  }
}

interface Choice {
  readonly from?: string;
  readonly to?: string;
  readonly only?: string;
  readonly keep?: boolean;
}

function choose(all: readonly Step[], { from, to, only, keep }: Choice): readonly Step[] {
  if (only !== undefined && (from !== undefined || to !== undefined)) {
    throw new RunbookError('USAGE', '--only goes without --from and --to', { remedy: 'See --help.' });
  }
  const first = from ?? only;
  const last = to ?? only;
  const start = first === undefined ? 0 : indexOf(all, first);
  const end = last === undefined ? all.length - 1 : indexOf(all, last);
  if (start > end)
    throw new RunbookError('USAGE', `There is no step from ${first} to ${last}`, { remedy: 'See --help.' });
  return all.slice(start, end + 1).filter(({ id }) => !(keep && id === CLEANUP));
}

function indexOf(all: readonly Step[], id: string): number {
  const index = all.findIndex((step) => step.id === id || step.id.split('-')[0] === id);
  if (index >= 0) return index;
  throw new RunbookError('USAGE', `There is no step ${JSON.stringify(id)}`, {
    remedy: `The steps: ${all.map((step) => step.id).join(' ')}`,
  });
}

async function runAll(all: readonly Step[], chosen: readonly Step[], asked: Asked): Promise<number> {
  const { keep, report, fast } = asked;
  const [{ withSession }, { releaseBackground, runStep }, { mustStand }, { schedule }, { spokenBy }] =
    await Promise.all([
      import('./run.ts'),
      import('./runner.ts'),
      import('./needs.ts'),
      import('./schedule.ts'),
      import('../log/entry.ts'),
    ]);
  const ended = new Set<string>();
  const reached = (): string => chosen.find(({ id }) => !ended.has(id))?.id ?? chosen[0]!.id;
  const { only: _, ...onwards } = asked;
  const commandOf = ({ id }: Step): string => resumeCommand(onwards, id);
  let session: Session | undefined;
  const code = await withSession(
    {
      environment: process.env,
      stopTarget: !keep,
      resume: () => resumeCommand(asked, reached()),
    },
    async (opened, stop) => {
      session = opened;
      const act = async (step: Step): Promise<void> => {
        const own = fast ? opened.through(spokenBy(step.id, opened.log)) : opened;
        if (step.id === chosen[0]?.id) await mustStand(step, all, own, commandOf);
        await runStep(step, own, { steps: all, commandOf });
        ended.add(step.id);
      };
      await schedule(fast ? chosen : chosen.map((step) => ({ ...step, alone: true })), act, stop);
      if (chosen.at(-1)?.outlives) releaseBackground(opened);
    },
  );
  if (report !== undefined && session) await writeFile(report, `${JSON.stringify(session.report.data, null, 2)}\n`);
  return code;
}
