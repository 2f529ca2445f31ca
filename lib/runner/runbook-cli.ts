import { open, writeFile } from 'node:fs/promises';
import { secretsOf } from '../config/index.ts';
import { knowCauses } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { redact } from '../log/redact.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { EXIT_HELP } from './exit.ts';
import { type Flags, readFlags, usage } from './flags.ts';
import { LIMIT_FLAGS, LIMIT_HELP, limitOf } from './limit.ts';
import type { Limited } from './limited.ts';
import { type Asked, resumeCommand } from './resume.ts';
import { runsBesideOthers } from './run-beside.ts';
import type { Runbook } from './runbook.ts';
import { tell } from './tell.ts';
import { version } from './version.ts';
import { withFlags } from './with-flags.ts';
import { withGiven } from './with-given.ts';

const help = (command: string): string => `Run the whole runbook, or a part of it.

Usage: ${command} [options]

  --from ID      start with this step, by its id or its number
  --to ID        end with this step
  --only ID      run only this step
  --fast         run independent steps at the same time, and stage the weights while the TPU node is created
  --keep         skip the cleanup, and keep a sandbox that this run started
  --report FILE  write a report as JSON
${LIMIT_HELP}
  --verbose      print everything: all checks, all output of commands, and the whole log of the container
  --quiet        print only the end of each step, errors, and the end of the run
  --dry-run      print each exact command on a line that starts with "$ ", execute nothing
  --script       with --dry-run: print a bash script that does what the run does, for people without Node
  --diff         show what the manifests would change in the cluster, change nothing; exit code 0 no difference,
                 1 a difference, 2 an error, as kubectl diff
  --status       show the state of each step and the cost so far; exit code 0 when the deployment serves
  --watch        with --status: again and again, until Ctrl-C (exit code 130)
  --every TIME   with --watch: the pause between two looks in real time, such as 10s (default 5s)
  --json         with --status: print JSON
  --yes          do not ask before creating billed resources or before the cleanup (on Google Cloud)
  --version      print the version of this runbook
  --help         print this text

Variables come from the environment and .env; .env.example explains each. TARGET=sandbox (the default) costs nothing.
${EXIT_HELP}`;

const FLAGS = {
  from: { type: 'string', excludes: ['only'] },
  to: { type: 'string', excludes: ['only'] },
  only: { type: 'string' },
  fast: { type: 'boolean', excludes: ['status'] },
  keep: { type: 'boolean', excludes: ['status'] },
  report: { type: 'string', excludes: ['status', 'dry-run'] },
  verbose: { type: 'boolean', excludes: ['status', 'dry-run'] },
  quiet: { type: 'boolean', excludes: ['status', 'dry-run', 'verbose'] },
  'dry-run': { type: 'boolean', excludes: ['status'] },
  script: { type: 'boolean', goesWith: ['dry-run'] },
  // --keep and the limits are about what a run makes.
  diff: {
    type: 'boolean',
    excludes: ['status', 'dry-run', 'report', 'yes', 'verbose', 'quiet', 'keep', 'max-hours', 'budget'],
  },
  status: { type: 'boolean' },
  watch: { type: 'boolean', goesWith: ['status'], excludes: ['json'] },
  every: { type: 'string', goesWith: ['watch'] },
  json: { type: 'boolean', goesWith: ['status'] },
  yes: { type: 'boolean', excludes: ['status', 'dry-run'] },
  ...LIMIT_FLAGS,
} as const satisfies Flags;

/** Whether a step is the cleanup, which --keep skips. */
const deletes = ({ weight }: Step): boolean => weight === 'deletes';

/** The command line of the whole runbook. @param command the command that runs it. @returns the exit code */
export async function runbookCli(runbook: Runbook, args: readonly string[], command: string): Promise<number> {
  try {
    const flags = readFlags(FLAGS, args);
    if (flags.help || flags.version) {
      console.log(flags.help ? help(command) : version());
      return 0;
    }
    knowCauses(runbook.causes);
    const all = flags.fast ? (runbook.fastSteps ?? runbook.steps) : runbook.steps;
    const chosen = choose(all, flags);
    if (flags.script) return await (await import('../script/print.ts')).printScript(chosen, process.env, runbook);
    if (flags['dry-run']) return (await import('./dry-run.ts')).printDryRun(chosen, process.env, runbook);
    if (flags.diff) return await (await import('./diff.ts')).printDiff(chosen, runbook, withFlags(command, flags));
    if (!flags.status) return await runAll(runbook, all, chosen, flags, command);
    if (flags.watch) return await (await import('./status-watch.ts')).watchStatus(chosen, runbook, flags.every);
    return await (await import('./status.ts')).status(chosen, { json: flags.json === true, runbook });
  } catch (error) {
    return tell(error);
  }
}

interface Choice {
  readonly from?: string;
  readonly to?: string;
  readonly only?: string;
  readonly keep?: boolean;
}

function choose(all: readonly Step[], { from, to, only, keep }: Choice): readonly Step[] {
  const first = from ?? only;
  const last = to ?? only;
  const start = first === undefined ? 0 : indexOf(all, first);
  const end = last === undefined ? all.length - 1 : indexOf(all, last);
  if (start > end) throw usage(`--from ${first} is after --to ${last}`);
  const chosen = all.slice(start, end + 1).filter((step) => !(keep && deletes(step)));
  if (chosen.length > 0) return chosen;
  throw usage('--keep skips the cleanup, and no other step is selected');
}

function indexOf(all: readonly Step[], id: string): number {
  const index = all.findIndex((step) => step.id === id || step.id.split('-')[0] === id);
  if (index >= 0) return index;
  throw new RunbookError('USAGE', `Unknown step ${JSON.stringify(id)}`, {
    remedy: `Choose one of: ${all.map((step) => step.id).join(' ')}`,
  });
}

async function runAll(
  runbook: Runbook,
  all: readonly Step[],
  chosen: readonly Step[],
  asked: Asked,
  command: string,
): Promise<number> {
  const { stillBilled, confirmation: question } = runbook;
  const { keep, report, fast, yes, verbose, quiet } = asked;
  const limit = limitOf(asked);
  const keeps = !chosen.some(deletes);
  if (report !== undefined) await mustBeWritable(report);
  const [
    { withSession },
    { releaseBackground, runStep },
    { mustStand },
    { schedule },
    { spokenBy },
    { confirm },
    { beginLimited, endLimited },
    { tellWatchdog },
    { accounting, placeOf },
  ] = await Promise.all([
    import('./run.ts'),
    import('./runner.ts'),
    import('./needs.ts'),
    import('./schedule.ts'),
    import('../log/entry.ts'),
    import('./confirm.ts'),
    import('./limited.ts'),
    import('./watchdog.ts'),
    import('./summary.ts'),
  ]);
  const ended = new Set<string>();
  const reached = (): string => chosen.find(({ id }) => !ended.has(id))?.id ?? chosen[0]!.id;
  let session: Session | undefined;
  let limited: Limited | undefined;
  const code = await withSession(
    {
      environment: process.env,
      stopTarget: !keep,
      acts: !chosen.every(runsBesideOthers),
      resume: () => resumeCommand(command, asked, reached()),
      stillBilled,
      runbook,
      verbose,
      quiet,
      logged: true,
    },
    async (opened, stop) => {
      session = opened;
      const commandOf = ({ id }: Step): string => withGiven(resumeCommand(command, asked, id), opened);
      await confirm(chosen, opened, {
        yes,
        question,
        command: resumeCommand(command, { ...asked, yes: true }, chosen[0]!.id),
      });
      await mustStand(chosen, all, opened, commandOf);
      if (limit) limited = await beginLimited(limit, { keep: keeps, runbook, session: opened, stop });
      else if (runbook.ending) await tellWatchdog(runbook.ending.watchdog, opened, runbook.ending.name);
      const place = await placeOf(chosen, runbook, opened.config, fast);
      const account = accounting(chosen, runbook, opened, { keep, fast });
      const act = async (step: Step): Promise<void> => {
        const own = fast ? opened.through(spokenBy(step.id, opened.log)) : opened;
        await runStep(step, own, { steps: all, commandOf, place: place(step) });
        ended.add(step.id);
      };
      await schedule(fast ? chosen : chosen.map((step) => ({ ...step, alone: true })), act, stop).finally(account.stop);
      if (chosen.at(-1)?.outlives) releaseBackground(opened);
      await limited?.finish(opened);
      await account.tell();
    },
  );
  if (limited && !limited.reached && code !== 0) console.log(`  ${limited.remains}`);
  if (limited?.reached) await endLimited(limited, runbook, { stopTarget: !keep });
  if (report !== undefined && session) {
    const text = JSON.stringify(session.report.data, null, 2);
    await writeFile(report, `${redact(text, secretsOf(session.config))}\n`);
  }
  return code;
}

/** Fail before the first step, not after the last one. @throws ENOENT, EACCES … */
async function mustBeWritable(file: string): Promise<void> {
  await (await open(file, 'a')).close();
}
