import { envFile, whichEnvFile } from '../config/folders.ts';
import {
  type Config,
  type ConfigOptions,
  givenVariables,
  loadConfig,
  secretsOf,
  typedVariables,
} from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { askGoogle } from '../google/api.ts';
import { createClusterClient } from '../google/cluster-client.ts';
import { advising } from '../log/advising.ts';
import type { Log, LogEntry } from '../log/entry.ts';
import { createReport } from '../log/report.ts';
import { SILENT } from '../log/silent.ts';
import { terminalLog } from '../log/terminal.ts';
import { createMetricsClient } from '../metrics/index.ts';
import { Disposer } from '../session/disposer.ts';
import { openSession, type Session } from '../session/session.ts';
import { type Clock, wallClock } from '../target/clock.ts';
import { openTarget } from '../target/open.ts';
import type { SandboxOptions } from '../target/sandbox.ts';
import { SHELL } from '../target/shell.ts';
import { EXIT } from './exit.ts';
import { interruptible } from './interruption.ts';
import { keptLog } from './kept-log.ts';
import { lockRun } from './lock.ts';
import { asRunbookError, exitCodeOf, needsRemedyFirst } from './outcome.ts';
import { both, progressLog } from './progress.ts';
import type { Runbook } from './runbook.ts';
import { stopBackground } from './runner.ts';

/** The context of the check of billed resources after a failure. */
export interface LastQuestion {
  /** Open a new session, since the run's may have failed or been interrupted. May fail too. */
  readonly open: () => Promise<Session>;
  /** Variables to prefix to a command. */
  readonly given: string;
  /** Aborted when the check takes too long. */
  readonly signal: AbortSignal;
}

/** Describes resources that are still billed after a failure; undefined when there are none. */
export type StillBilled = (question: LastQuestion) => Promise<string | undefined>;

/** Loads `StillBilled` before a run acts: Ctrl-C also ends tsx's compiler, and no module can be loaded afterwards. */
export type LoadStillBilled = () => Promise<StillBilled>;

/** The options of a run. */
export interface RunOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Stop the target afterwards if this run started it. */
  readonly stopTarget: boolean;
  /** The run changes resources: takes the lock of the namespace. @default false */
  readonly acts?: boolean;
  /** The run only watches what others do, and sets no pace of simulated time. @default false */
  readonly watches?: boolean;
  /** The command to continue, printed after Ctrl-C or an error. */
  readonly resume: () => string;
  /** The command of what comes next, printed after a run that ended well. */
  readonly next?: string | undefined;
  /** Called after a failure for the last lines of the run. */
  readonly stillBilled?: LoadStillBilled | undefined;
  /** The runbook with the variables, defaults and remedies. */
  readonly runbook?: RunbookParts | undefined;
  /** The variables that the work needs. @default all that are not optional */
  readonly needs?: ConfigOptions['needs'];
  /** Print every entry of the log in full. @default false */
  readonly verbose?: boolean | undefined;
  /** Print only the ends of steps, errors and the end of the run. @default false */
  readonly quiet?: boolean | undefined;
  /** Keep the log of the run in a file, as --verbose prints it. @default false */
  readonly logged?: boolean;
  /** The destination of the log. @default process.stdout */
  readonly stream?: NodeJS.WritableStream;
}

const MONITORING = 'https://monitoring.googleapis.com';

/** The parts of a runbook that a session uses. */
export type RunbookParts = Pick<Partial<Runbook>, 'variables' | 'defaults' | 'remedies' | 'around'>;

/** The configuration from the environment and `.env`. @throws RunbookError CONFIG_INVALID */
export function readConfig(
  environment: NodeJS.ProcessEnv,
  { variables, defaults = {} }: RunbookParts = {},
  needs?: ConfigOptions['needs'],
): Config {
  const own = Object.keys(variables?.table ?? {});
  const config = loadConfig({ environment, envFile: envFile(), own, defaults, needs });
  variables?.of({ config });
  return config;
}

/**
 * Open a session, do the work, and close everything in any case. Never throws: it logs errors.
 * @param work its `stop` aborts everything in the session; the run then ends with that reason
 * @returns the exit code of the first error, or 0
 * @example
 * process.exitCode = await withSession(
 *   { environment: process.env, stopTarget: false, resume: () => 'node again.js' },
 *   (session) => runStep(serve, session),
 * );
 */
export async function withSession(
  options: RunOptions,
  work: (session: Session, stop: (reason: unknown) => void) => Promise<void>,
): Promise<number> {
  let secrets = (): readonly string[] => [];
  const { stream = process.stdout, environment, runbook = {}, verbose, quiet } = options;
  // Until there is a configuration, what was typed; read only for a command to type next.
  let given = (): string => typedVariables(environment, envFile(), Object.keys(runbook.variables?.table ?? {}));
  const advice = () => ({ remedies: runbook.remedies ?? {}, config: reached?.config });
  let clock: Clock = wallClock;
  const now = (): number => clock.now();
  const terminal = terminalLog({ stream, environment, verbose, quiet, secrets: () => secrets(), now });
  const kept = keptLog(options.logged === true, () => secrets(), now);
  const progress = options.acts ? progressLog(() => secrets()) : undefined;
  const seen = progress ? both(terminal, progress) : terminal;
  const log = advising(both(seen, kept), advice);
  const next = (when: string, command = options.resume()): LogEntry => ({
    kind: 'note',
    text: `${when}: ${given()}${command}`,
  });
  const interruption = interruptible(() => {
    terminal.close();
    log.write({ kind: 'error', error: asRunbookError(signal.reason) });
    log.write({ kind: 'warning', text: 'Stopped at once. Resources that may still be billed were not checked.' });
    kept.tell(log);
    log.write(next(CONTINUE));
    kept.close();
  });
  const { signal } = interruption;
  const opened = new Disposer();
  let first: RunbookError | undefined;
  let reached: Session | undefined;
  let stillBilled: StillBilled | undefined;
  try {
    const config = readConfig(environment, runbook, options.needs);
    secrets = () => secretsOf(config);
    const own = givenVariables(config, options.environment, envFile());
    given = () => own;
    const session = await connect(config, options.environment, log, signal, opened, options);
    clock = session.target.clock;
    await kept.open();
    log.write({ kind: 'target', description: session.target.description, variables: whichEnvFile() });
    if (own && options.environment[SHELL])
      log.write({ kind: 'note', text: `Set by this shell, not by .env: ${own.trimEnd()}` });
    if (options.acts) opened.own('The lock of this run', await lockRun(session));
    stillBilled = await options.stillBilled?.();
    reached = session;
    await work(session, (reason) => interruption.stop(asRunbookError(reason)));
  } catch (error) {
    first = signal.aborted ? (signal.reason as RunbookError) : asRunbookError(error);
  }
  terminal.close();
  const billed = first && reached && stillBilled && (await askBilled(stillBilled, options, reached.config, given()));
  const unclosed = await opened.dispose();
  interruption.dispose();
  for (const error of [...(first ? [first] : []), ...unclosed]) log.write({ kind: 'error', error });
  const ended = first ?? unclosed[0];
  await progress?.end();
  const code = ended ? exitCodeOf(ended) : EXIT.done;
  kept.tell(log);
  if (first) log.write(next(needsRemedyFirst(first) ? 'Then' : CONTINUE));
  else if (!ended && options.next !== undefined) log.write(next('Next', options.next));
  if (billed !== undefined) log.write({ kind: 'warning', text: billed });
  kept.close();
  return code;
}

/** The beginning of the line with the command after a run that did not end. */
const CONTINUE = 'To continue';

/** Time limit of `StillBilled` (real ms). */
const LAST_QUESTION = 20_000;

/** @param config the run's, with all values that it has looked up */
async function askBilled(
  stillBilled: StillBilled,
  { environment }: RunOptions,
  config: Config,
  given: string,
): Promise<string | undefined> {
  const opened = new Disposer();
  const signal = AbortSignal.timeout(LAST_QUESTION);
  try {
    return await stillBilled({ open: () => connect(config, environment, SILENT, signal, opened), given, signal });
  } catch (error) {
    // A failure here must not hide the run's own error.
    return `Cannot determine what is still billed: ${asRunbookError(error).message}`;
  } finally {
    await opened.dispose();
  }
}

/** How to open a session: like a run, and `start: false` on a sandbox that must be running. */
export type ConnectOptions = Pick<RunOptions, 'stopTarget' | 'watches' | 'runbook'> & Pick<SandboxOptions, 'start'>;

/**
 * A session on the configured target.
 * @param opened collects what this function opens, even when it fails; the caller closes it
 * @param stopTarget closing also stops a target that was started here
 */
export async function connect(
  config: Config,
  environment: NodeJS.ProcessEnv,
  log: Log,
  signal: AbortSignal,
  opened: Disposer,
  { stopTarget = false, watches, runbook, start }: Partial<ConnectOptions> = {},
): Promise<Session> {
  const reached = await openTarget(config, environment, signal, {
    paced: !watches,
    ...(start !== undefined && { start }),
  });
  const report = createReport(reached.kind, reached.clock.now());
  const target = runbook?.around?.(reached, { config, report }) ?? reached;
  opened.own('The target', () => target.close({ stop: stopTarget && target.startedHere }));
  signal.throwIfAborted();
  const cluster = createClusterClient(target, config.PROJECT_ID, config.CONTROL_PLANE_LOCATION, signal);
  opened.own('The client of the Container API', () => cluster.close());
  const metrics = createMetricsClient({
    baseUrl: target.apiUrl === undefined ? MONITORING : target.apiUrl,
    project: config.PROJECT_ID,
    token: () => target.accessToken(signal),
    clock: target.clock,
    fetch: target.fetch,
  });
  opened.own('The client of Cloud Monitoring', () => metrics.close());
  const parts = { config, environment, target, log, signal, report, cluster, metrics };
  const PROJECT_NUMBER = config.PROJECT_NUMBER ?? (await projectNumber(openSession(parts)));
  const session = openSession({ ...parts, config: { ...config, PROJECT_NUMBER } });
  opened.own('The background work', () => stopBackground(session));
  return session;
}

async function projectNumber(session: Session): Promise<string> {
  const { PROJECT_ID } = session.config;
  const project = await askGoogle<{ projectNumber: string }>(
    'CLOUDRESOURCEMANAGER',
    `v1/projects/${PROJECT_ID}`,
    session,
  );
  if (project) return project.projectNumber;
  throw new RunbookError('CONFIG_INVALID', `Project ${PROJECT_ID} does not exist, or your account may not see it`, {
    remedy: 'Check PROJECT_ID and the active account: gcloud auth list',
  });
}
