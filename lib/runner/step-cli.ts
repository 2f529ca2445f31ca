import { knowCauses } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import { headingOf, type Step } from '../step/step.ts';
import { EXIT_HELP } from './exit.ts';
import { type Flags, readFlags } from './flags.ts';
import { commandsBeside } from './invocation.ts';
import { runsBesideOthers } from './run-beside.ts';
import type { LoadRunbook, Runbook } from './runbook.ts';
import { version } from './version.ts';
import { type Given, withFlags } from './with-flags.ts';
import { withGiven } from './with-given.ts';

const help = (step: Step, command: string, reads: string): string => `${step.title}
The tutorial's section: ${headingOf(step.section)}

Usage: ${command} [--dry-run [--script] | --diff | --status | --undo | --yes] [--verbose | --quiet]

  (no option)  run the step; skip what is already done
  --dry-run    print each exact command on a line that starts with "$ ", execute nothing
  --script     with --dry-run: print a bash script that does what the step does, for people without Node
  --diff       show what the manifests of the step would change in the cluster, change nothing; exit code 0 no
               difference, 1 a difference, 2 an error, as kubectl diff
  --status     show whether the step is done; exit code 0 when it is done, 1 when not
  --undo       undo the step
  --yes        do not ask before creating billed resources or before the cleanup (on Google Cloud)
  --verbose    print everything: all output of commands, and the whole log of the container
  --quiet      print only the end of the step, and errors
  --version    print the version of this runbook
  --help       print this text

Needs: ${step.needs.join(', ') || 'nothing'}${(step.during ?? []).map(({ id }) => `\nRuns with: ${id}, started if it is not running`).join('')}
${reads}

Variables come from the environment and .env; .env.example explains each. TARGET=sandbox (the default) costs nothing.
${EXIT_HELP}`;

const MODES = ['dry-run', 'diff', 'status', 'undo'] as const;
type Mode = 'run' | (typeof MODES)[number];

const FLAGS = {
  'dry-run': { type: 'boolean', excludes: ['status', 'undo'] },
  diff: { type: 'boolean', excludes: ['dry-run', 'status', 'undo', 'verbose', 'quiet'] },
  script: { type: 'boolean', goesWith: ['dry-run'] },
  status: { type: 'boolean', excludes: ['undo'] },
  undo: { type: 'boolean' },
  yes: { type: 'boolean', excludes: ['dry-run', 'diff', 'status', 'undo'] },
  verbose: { type: 'boolean', excludes: ['dry-run', 'status'] },
  quiet: { type: 'boolean', excludes: ['dry-run', 'status', 'verbose'] },
} as const satisfies Flags;

/** The command line of one step. @param url the URL of its script. @returns the exit code */
export async function stepCli(step: Step, args: readonly string[], url: string, load?: LoadRunbook): Promise<number> {
  const command = commandsBeside(url);
  const flags = readFlags(FLAGS, args);
  const { yes, verbose, quiet } = flags;
  const again = (more: Given = {}): string => withFlags(command(step.id), { ...flags, ...more });
  if (flags.version) {
    console.log(version());
    return 0;
  }
  if (flags.help) {
    const { variablesHelp } = await import('./variables-read.ts');
    console.log(help(step, command(step.id), await variablesHelp(step, (await load?.()) ?? {})));
    return 0;
  }
  const mode = MODES.find((one) => flags[one]) ?? 'run';
  if (mode === 'undo' && !step.undo) return nothingToUndo(step, command(step.id));
  const runbook: Partial<Runbook> = (await load?.()) ?? {};
  knowCauses(runbook.causes);
  if (flags.script) return (await import('../script/print.ts')).printScript([step], process.env, runbook);
  if (mode === 'dry-run') {
    const { printDryRun } = await import('./dry-run.ts');
    return printDryRun([step], process.env, runbook);
  }
  if (mode === 'diff') return (await import('./diff.ts')).printDiff([step], { steps: [], ...runbook }, again());
  const { withSession } = await import('./run.ts');
  const [runner, [{ findingsOf }, { standings }], { mustStand }, { confirm }] = await Promise.all([
    import('./runner.ts'),
    Promise.all([import('./examine.ts'), import('./standing.ts')]),
    import('./needs.ts'),
    import('./confirm.ts'),
  ]);
  const following = followingStep(step, runbook.steps ?? []);
  let done = true;
  const commandOf = ({ id }: Step): string => withFlags(command(id), { yes, verbose, quiet });
  const work: Readonly<Record<Exclude<Mode, 'dry-run' | 'diff'>, (session: Session) => Promise<void>>> = {
    run: async (session) => {
      const { steps = [], confirmation: question } = runbook;
      const typed = (one: Step): string => withGiven(commandOf(one), session);
      await confirm([step], session, { yes: yes === true, question, command: again({ yes: true }) });
      const upTo = ({ id: to }: Step): string =>
        withGiven(withFlags(runbook.command!, { to, keep: true, yes, verbose, quiet }), session);
      await mustStand([step], steps, session, typed, runbook.command === undefined ? undefined : upTo);
      await runner.runStep(step, session, { steps, commandOf: typed });
      if (step.outlives) runner.releaseBackground(session);
    },
    undo: async (session) => {
      const { warnOfDependents } = await import('./dependents.ts');
      await warnOfDependents(step, runbook.steps ?? [], session, commandOf);
      await runner.undoStep(step, session);
    },
    status: async (session) => {
      const judged = standings(new Map([[step, await findingsOf(step, session)]])).get(step)!;
      done = judged.standing === 'done';
      const detail = done && step.weight !== 'deletes' ? '' : judged.detail;
      session.log.write({ kind: 'status', id: step.id, title: step.title, state: judged.standing, detail });
    },
  };
  const code = await withSession(
    {
      environment: process.env,
      stopTarget: false,
      acts: mode !== 'status' && !runsBesideOthers(step),
      resume: () => again(),
      next: mode === 'run' && following ? commandOf(following) : undefined,
      stillBilled: mode === 'status' ? undefined : runbook.stillBilled,
      runbook,
      verbose,
      quiet,
      logged: mode !== 'status',
    },
    work[mode],
  );
  return code === 0 && !done ? 1 : code;
}

/** The step after this one, unless it deletes. */
function followingStep({ id }: Step, steps: readonly Step[]): Step | undefined {
  const at = steps.findIndex((one) => one.id === id);
  const next = at < 0 ? undefined : steps[at + 1];
  return next?.weight === 'deletes' ? undefined : next;
}

/** @throws RunbookError USAGE for a step that deletes */
function nothingToUndo({ id, weight }: Step, command: string): number {
  if (weight === 'deletes')
    throw new RunbookError('USAGE', `${id} deletes resources and cannot be undone`, {
      remedy: `To delete: ${command}`,
    });
  console.log(`${id} has nothing to undo.`);
  return 0;
}
