import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Variable, variables } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { readArchive } from '../../lib/record/archive.ts';
import type { Header, Recording } from '../../lib/record/recording.ts';
import type { Step } from '../../lib/step/step.ts';

const LANGUAGE = extname(import.meta.url);
const scriptAt = (path: string): string => fileURLToPath(new URL(`../../${path}${LANGUAGE}`, import.meta.url));
const RECORD = scriptAt('runbook/commands/record');
const RUN = scriptAt('runbook/index');
const SANDBOX = scriptAt('sandbox/cli');

/** This process's variables that a played run keeps: the tools, and the sandbox's scenario. */
const KEPT = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'SANDBOX_SCENARIO'];

/**
 * Run the recorded steps on a new sandbox, with the recorded flags and variables, and record that run into a folder.
 * Touches neither the user's sandbox nor `.env`.
 * @throws RunbookError UNEXPECTED_ANSWER if the sandbox's run has no recording
 */
export async function play(header: Header, folder: string, steps: readonly Step[]): Promise<Recording> {
  const home = await mkdtemp(join(tmpdir(), 'runbook-compare-'));
  // An empty file, so that the user's .env is not read.
  await writeFile(join(home, '.env'), '');
  await rm(folder, { recursive: true, force: true });
  const kept = Object.fromEntries(KEPT.map((name) => [name, process.env[name]]));
  const own = { RUNBOOK_HOME: home, SANDBOX_HOME: join(home, '.sandbox'), TARGET: 'sandbox', CONFIRM: 'never' };
  // The sandbox has no secret of the recorded project; its own token does.
  const elsewhere = { HF_TOKEN_SECRET: undefined };
  const environment = { ...kept, ...header.variables, ...elsewhere, ...secretsFor(header), ...own };
  const run = async (script: string, args: readonly string[]): Promise<void> => {
    const stdio = ['ignore', process.stderr, process.stderr] as const;
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, ...args], {
      env: environment,
      stdio: [...stdio],
    });
    await once(child, 'close');
  };
  try {
    const before = lastBefore(header, steps);
    if (before !== undefined) await run(RUN, ['--to', before, '--keep']);
    await run(RECORD, [folder, ...flagsOf(header)]);
    return await readArchive(folder);
  } catch (cause) {
    throw new RunbookError('UNEXPECTED_ANSWER', 'The run on the sandbox wrote no recording', { cause });
  } finally {
    await run(SANDBOX, ['stop']);
    await rm(home, { recursive: true, force: true });
  }
}

/** A value for each secret that the recorded run had and that the sandbox does not have by itself. */
export function secretsFor({ secrets }: Header): Readonly<Record<string, string>> {
  const own = (one: Variable<unknown>): boolean => typeof one.sandbox === 'string';
  const named = Object.entries(variables).filter(([name, one]) => secrets.includes(name) && !own(one));
  return Object.fromEntries(named.map(([name, { example }]) => [name, example]));
}

/** The step to reach before the first recorded one, if that is not the runbook's first. */
export function lastBefore({ flags }: Header, steps: readonly Step[]): string | undefined {
  const first = flagValue('--from', flags) ?? flagValue('--only', flags);
  if (first === undefined) return undefined;
  return steps[steps.findIndex(({ id }) => id === first || id.split('-')[0] === first) - 1]?.id;
}

/** The recorded flags; a run that failed ends at the step at which it failed. */
export function flagsOf({ flags, steps }: Header): readonly string[] {
  const failed = steps.find(({ status }) => status === 'failed');
  if (failed === undefined || flagValue('--only', flags) !== undefined) return flags;
  const at = flags.findIndex((flag) => flag === '--to' || flag.startsWith('--to='));
  const without = at < 0 ? flags : flags.toSpliced(at, flags[at] === '--to' ? 2 : 1);
  return [...without, '--to', failed.id];
}

function flagValue(name: string, flags: readonly string[]): string | undefined {
  const at = flags.findIndex((flag) => flag === name || flag.startsWith(`${name}=`));
  return at < 0 ? undefined : (flags[at]!.split('=')[1] ?? flags[at + 1]);
}
