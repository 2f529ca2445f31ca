import { type Command, commandLine, withArgs } from '../command/command.ts';
import { commandFailed, type Execution } from '../command/execute.ts';
import { type Refusal, refusalOf } from '../command/refusal.ts';
import type { Config } from '../config/index.ts';
import { explained, refused } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { type ClusterClient, persistent } from '../google/cluster-client.ts';
import type { Log } from '../log/entry.ts';
import type { Report } from '../log/report.ts';
import type { MetricsClient } from '../metrics/index.ts';
import { type Retrying, retrying, transient } from '../retry/retry.ts';
import type { Activity, Target } from '../target/target.ts';
import { starting } from './starting.ts';

/**
 * One run: the access of actions and conditions to the target, the configuration and the log.
 * @example
 * perform('ask', '', async ({ ask, log }) => {
 *   const { stdout } = await ask(kubectl`get nodes`);
 *   log.write({ kind: 'output', text: stdout });
 * });
 */
export interface Session {
  readonly config: Config;
  /** The environment of this process, for child processes. */
  readonly environment: NodeJS.ProcessEnv;
  readonly target: Target;
  readonly log: Log;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly cluster: ClusterClient;
  readonly metrics: MetricsClient;
  /** Background work, such as the load; stopped at the end of the run, newest first. */
  readonly background: Map<string, Background>;
  /** Values of `stable` conditions that are met, by `what`. */
  readonly known: Map<string, unknown>;
  /**
   * Run a command without logging it; a non-zero exit code is a result. Retries transient failures. `pace` sets
   * simulated time's pace meanwhile. @default 'command'
   */
  ask(command: Command, signal?: AbortSignal, pace?: Activity): Promise<Execution>;
  /** Run a command without logging it, and parse its JSON. @throws COMMAND_FAILED */
  askJson<T>(command: Command, signal?: AbortSignal): Promise<T>;
  /** The lines of a long-running command. */
  follow(command: Command, signal: AbortSignal): AsyncIterable<string>;
  /** The command as it runs: with its project or context. */
  complete(command: Command): Command;
  /** The same session with other parts. Sessions made from it have these parts too, unlike those of a spread copy. */
  with(changes: Partial<Changeable>): Session;
  /** The same session with another log, for a step that runs in parallel. */
  through(log: Log): Session;
  /** The same session with a signal that may end it earlier. */
  within(signal: AbortSignal): Session;
  /** While a step waits: resolves with an error once a needed step is gone. */
  readonly collapse?: (signal: AbortSignal) => Promise<RunbookError>;
  /** Register an activity, which limits the pace of simulated time until released. */
  pace(activity: Activity): Pacing;
}

/** Work in the background of the steps. */
export interface Background {
  stop(): Promise<void>;
  /** Let the work outlive the run, if it can. */
  release?(): void;
}

export interface Pacing {
  change(activity: Activity): void;
  release(): void;
}

type Changeable = Pick<Session, 'config' | 'log' | 'signal' | 'known' | 'collapse'>;

type Shared = Pick<Session, 'background' | 'known' | 'pace'>;

export type SessionParts = Omit<
  Session,
  keyof Shared | 'ask' | 'askJson' | 'follow' | 'complete' | 'with' | 'through' | 'within'
>;

export function openSession(parts: SessionParts): Session {
  return sessionOf({ ...parts, background: new Map(), known: new Map(), pace: pacing(parts.target) });
}

function sessionOf(parts: SessionParts & Shared): Session {
  const { config, target, log, signal, pace } = parts;
  const complete = commandNaming(config);
  const means: Retrying = { target, log, signal, pace };
  const session: Session = {
    ...parts,
    complete,
    with: (changes) => sessionOf({ ...parts, ...changes }),
    through: (other) => session.with({ log: other }),
    within: (own) => session.with({ signal: AbortSignal.any([signal, own]) }),
    cluster: persistent(parts.cluster, means),
    ask: (command, own = signal, activity = 'command') =>
      retrying(
        `${command.tool} ${command.args.slice(0, 3).join(' ')}`,
        () => {
          const held = pace(activity);
          return target.execute(complete(command), own).finally(held.release);
        },
        (outcome) => ('value' in outcome ? transient(refusalOf(command, outcome.value)) : undefined),
        { ...means, signal: own },
      ),
    askJson: async (command, own) => {
      const execution = await session.ask(command, own);
      if (execution.exitCode !== 0)
        throw explained(commandFailed(complete(command), execution), refused(refusalOf(command, execution)));
      return JSON.parse(execution.stdout);
    },
    follow: (command, own) => starting(followed(complete(command), target, own), target.clock, pace),
  };
  return session;
}

/** A failure that says why, such as an expired login in the middle of a watch. */
async function* followed(command: Command, target: Target, signal: AbortSignal): AsyncGenerator<string> {
  try {
    yield* target.lines(command, signal);
  } catch (error) {
    if (!(error instanceof RunbookError) || error.code !== 'COMMAND_FAILED') throw error;
    throw explained(error, refused(error.cause as Refusal | undefined));
  }
}

/** The slowest activity decides. */
function pacing(target: Target): Session['pace'] {
  const activities = new Map<symbol, Activity>();
  // The next call reports a lost target.
  const set = (): void => void target.setActivity(new Set(activities.values())).catch(() => undefined);
  return (activity) => {
    const key = Symbol(activity);
    activities.set(key, activity);
    set();
    return {
      change: (next) => {
        if (activities.get(key) === next) return;
        activities.set(key, next);
        set();
      },
      release: () => {
        if (activities.delete(key)) set();
      },
    };
  };
}

/** Adds the project or context to a command, so that it does not depend on the user's current one. */
export function commandNaming(config: Config): (command: Command) => Command {
  const naming = {
    gcloud: `--project=${config.PROJECT_ID}`,
    kubectl: `--context=gke_${config.PROJECT_ID}_${config.CONTROL_PLANE_LOCATION}_${config.CLUSTER_NAME}`,
  };
  return (command) => {
    const name = naming[command.tool];
    const flag = name.slice(0, name.indexOf('='));
    return command.args.some((argument) => argument === flag || argument.startsWith(`${flag}=`))
      ? command
      : withArgs(command, name);
  };
}

/** The command line in a dry run, in the log and in the report. */
export function shownLine(session: Pick<Session, 'complete'>, command: Command): string {
  return commandLine(session.complete(command));
}
