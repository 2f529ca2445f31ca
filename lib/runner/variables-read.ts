import { type Command, quoted } from '../command/command.ts';
import { type Config, loadConfig, type Variable, type VariableName, variables } from '../config/index.ts';
import { SILENT } from '../log/silent.ts';
import { commandNaming, type Session } from '../session/session.ts';
import { actionsOf, type Step, undoOf } from '../step/step.ts';
import { forDryRun } from './dry-run.ts';
import { asRunbookError } from './outcome.ts';
import { type RunbookParts, readConfig } from './run.ts';
import { dryRun } from './runner.ts';

/**
 * The variables that a step reads, in the order of `.env.example`: those of its commands, manifests and conditions. Its
 * actions are listed as in a dry run, and its conditions are asked with a session that answers nothing.
 */
export async function variablesRead(step: Step, config: Config): Promise<readonly string[]> {
  const read = new Set<string>();
  const session = silent(recording(config, read));
  await dryRun(actionsOf(step, session), session);
  await dryRun(undoOf(step, session), session);
  await Promise.allSettled(step.done(session).map(async (condition) => condition.look(session, session.signal)));
  const names = [...Object.keys(variables), ...Object.keys(config.own)];
  return names.filter((name) => read.has(name));
}

/** The same configuration; notes the name of each variable that is read. */
function recording(config: Config, read: Set<string>): Config {
  const noting = <T extends object>(of: T): T =>
    new Proxy(of, {
      get: (values, name, receiver) => {
        read.add(String(name));
        return Reflect.get(values, name, receiver);
      },
    });
  return noting({ ...config, own: noting({ ...config.own }) });
}

/** A session that contacts nothing: its signal is aborted, and every call completes its command and then fails. */
function silent(config: Config): Session {
  const complete = (command: Command): Command => commandNaming(config)(command);
  const refuse = (command: Command): never => {
    complete(command);
    throw new Error('This session only notes what is read');
  };
  const own: Partial<Session> = {
    config,
    environment: {},
    signal: AbortSignal.abort(),
    log: SILENT,
    complete,
    ask: refuse,
    askJson: refuse,
    follow: refuse,
  };
  return own as Session;
}

/** `NAME=value` for each variable; a secret shows only whether it is set. */
export function valuesOf(names: readonly string[], config: Config): readonly string[] {
  return names.map((name) => {
    const value = config.own[name] ?? config[name as VariableName];
    if (value === undefined) return `${name} (unset)`;
    return isSecret(name) ? `${name} (set)` : `${name}=${quoted(String(value))}`;
  });
}

const isSecret = (name: string): boolean =>
  (variables as Readonly<Record<string, Variable<unknown>>>)[name]?.secret === true;

/**
 * The part of `--help` about the variables that a step reads. An incomplete configuration does not keep anybody from
 * reading the help: the names then stand without values.
 */
export async function variablesHelp(step: Step, runbook: RunbookParts): Promise<string> {
  const title = 'Variables that this step reads';
  try {
    const config = readConfig(process.env, runbook);
    const names = await variablesRead(step, forDryRun(config));
    return [`${title}, with their values:`, ...valuesOf(names, config)].join('\n  ');
  } catch (error) {
    const own = Object.keys(runbook.variables?.table ?? {});
    const names = await variablesRead(step, forDryRun(loadConfig({ environment: {}, target: 'sandbox', own })));
    const problems = asRunbookError(error).evidence.filter((line) => names.some((name) => line.startsWith(name)));
    return [`${title}: ${names.join(', ')}`, ...problems].join('\n  ');
  }
}
