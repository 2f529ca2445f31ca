import { type Command, gcloud } from '../command/command.ts';
import { shellVariable } from '../command/variable.ts';
import { writeWhole } from '../config/folders.ts';
import { type Config, isStored, secretsOf } from '../config/index.ts';
import { accessSecret } from '../google/secret-manager.ts';
import type { Log } from '../log/entry.ts';
import { terminalLog } from '../log/terminal.ts';
import { commandNaming, shownLine } from '../session/session.ts';
import { actionsOf, type Step } from '../step/step.ts';
import { refuseContradiction } from '../target/shell.ts';
import { type Manifest, rendered, renderedFile } from '../template/manifest.ts';
import { EXIT } from './exit.ts';
import { thisCommand } from './invocation.ts';
import { withNext } from './next.ts';
import { asRunbookError, exitCodeOf } from './outcome.ts';
import { type RunbookParts, readConfig } from './run.ts';
import { dryRun } from './runner.ts';
import { LOOKUP } from './typed.ts';

const WAITS = '# Lines with # are not commands. A bash script that waits too: --dry-run --script';

/** Print the commands of steps without contacting any target. @returns the exit code */
export async function printDryRun(
  steps: readonly Step[],
  environment: NodeJS.ProcessEnv,
  runbook?: RunbookParts,
): Promise<number> {
  let secrets: readonly string[] = [];
  const terminal = terminalLog({ stream: process.stdout, environment, verbose: true, secrets: () => secrets });
  try {
    const config = forDryRun(readConfig(environment, runbook));
    refuseContradiction(config.TARGET, environment);
    secrets = secretsOf(config);
    const complete = commandNaming(config);
    const log = withLookups(
      terminal,
      lookups(config, (command) => shownLine({ complete }, command)),
    );
    for (const step of steps) {
      log.write({ kind: 'step', id: step.id, title: step.title });
      await dryRun(actionsOf(step, { config }), {
        log,
        config,
        complete,
        write: (manifest) => writeManifest(manifest, config, log),
      });
    }
    terminal.write({ kind: 'note', text: WAITS });
    return EXIT.done;
  } catch (error) {
    const known = asRunbookError(error);
    terminal.write({ kind: 'error', error: withNext(known, thisCommand()) });
    return exitCodeOf(known);
  }
}

/** The configuration with a shell variable for a value that a run looks up. */
export function forDryRun(config: Config): Config {
  return { ...config, PROJECT_NUMBER: config.PROJECT_NUMBER ?? shellVariable('PROJECT_NUMBER') };
}

/** A person may read the manifest before applying it. Where nothing can be written, the dry run still prints. */
async function writeManifest(manifest: Manifest, config: Config, log: Log): Promise<void> {
  try {
    await writeWhole(renderedFile(manifest, config), await rendered(manifest));
  } catch (error) {
    const known = asRunbookError(error);
    if (known.code !== 'NOT_WRITABLE') throw known;
    log.write({ kind: 'warning', text: known.message });
  }
}

const projectNumber = ({ PROJECT_ID }: Config): Command =>
  gcloud`projects describe ${PROJECT_ID} --format=value(projectNumber)`;

/** The commands that print values, by the variables that keep them. */
function lookups(config: Config, shown: (command: Command) => string): ReadonlyMap<string, string> {
  const { HF_TOKEN } = config;
  return new Map([
    ['PROJECT_NUMBER', shown(projectNumber(config))],
    ...(isStored(HF_TOKEN) ? [['HF_TOKEN', shown(accessSecret(HF_TOKEN.at))] as const] : []),
  ]);
}

/** A log that shows each lookup once, before the first command that uses its variable. */
function withLookups(log: Log, lookups: ReadonlyMap<string, string>): Log {
  const known = new Set<string>();
  const write: Log['write'] = (entry, by) => {
    if (entry.kind === 'command')
      for (const [variable, line] of lookups)
        if (new RegExp(`\\$\\{?${variable}\\b`).test(entry.line))
          write({ kind: 'command', line: `${variable}="$(${line})"` }, by);
    if (entry.kind === 'command' && LOOKUP.test(entry.line)) {
      if (known.has(entry.line)) return;
      known.add(entry.line);
    }
    log.write(entry, by);
  };
  return { write };
}
