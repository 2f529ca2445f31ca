import { envFile, whichEnvFile } from '../config/folders.ts';
import { type Config, givenVariables, loadConfig, secretsOf } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { askGoogle } from '../google/api.ts';
import { createClusterClient } from '../google/cluster-client.ts';
import { advising } from '../log/advising.ts';
import type { Log } from '../log/entry.ts';
import { createReport } from '../log/report.ts';
import { terminalLog } from '../log/terminal.ts';
import { createMetricsClient } from '../metrics/index.ts';
import { Disposer } from '../session/disposer.ts';
import { openSession, type Session } from '../session/session.ts';
import { openTarget } from '../target/open.ts';
import { SHELL } from '../target/shell.ts';
import { interruptible } from './interruption.ts';
import { lockRun } from './lock.ts';
import { asRunbookError, EXIT, exitCodeOf } from './outcome.ts';
import type { Runbook } from './runbook.ts';
import { stopBackground } from './runner.ts';

/** What is needed to ask a last question after a failure. */
export interface LastQuestion {
  /** A session of its own: the run's may be what has failed, or was interrupted. It may fail too. */
  readonly open: () => Promise<Session>;
  /** The variables to type before a command. */
  readonly given: string;
  /** Aborted when nobody waits for the answer any longer. */
  readonly signal: AbortSignal;
}

/** What goes on being billed, told after a failure; undefined when nothing is. */
export type StillBilled = (question: LastQuestion) => Promise<string | undefined>;

/** Loads what tells that, before a run acts: once a terminal's Ctrl-C has ended the compiler of tsx, nothing new can be loaded. */
export type LoadStillBilled = () => Promise<StillBilled>;

/** What surrounds a run: where its variables come from, where its log goes, and how it ends. */
export interface RunOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the target afterwards when this run started it. */
  readonly stopTarget: boolean;
  /** It changes what others see: one such run at a time on a namespace of a cluster. @default false */
  readonly acts?: boolean;
  /** Printed after Ctrl-C or an error: how to go on. */
  readonly resume: () => string;
  /** Asked after a failure, with time of its own: the last lines of the run. */
  readonly stillBilled?: LoadStillBilled | undefined;
  /** Whose variables, defaults and remedies count. */
  readonly runbook?: RunbookParts | undefined;
  /** Where the log goes. @default process.stdout */
  readonly stream?: NodeJS.WritableStream;
}

const MONITORING = 'https://monitoring.googleapis.com';

/** What of a runbook a session goes by. */
export type RunbookParts = Pick<Partial<Runbook>, 'variables' | 'defaults' | 'remedies'>;

/** Configuration from the environment and `.env`. @throws RunbookError CONFIG_INVALID */
export function readConfig(environment: NodeJS.ProcessEnv, { variables, defaults = {} }: RunbookParts = {}): Config {
  const own = Object.keys(variables?.table ?? {});
  const config = loadConfig({ environment, envFile: envFile(), own, defaults });
  variables?.of({ config });
  return config;
}

/**
 * Open a session, do the work, and give everything back whatever happens. Never throws.
 * @param work may stop all that goes on in the session, and the run then ends with that reason
 * @returns the exit code: the first error's; what could not be closed is told after it.
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
  let secrets: readonly string[] = [];
  let given = '';
  const { stream = process.stdout, environment, runbook = {} } = options;
  const log = advising(terminalLog({ stream, environment, secrets: () => secrets }), () => runbook.remedies ?? {});
  const interruption = interruptible();
  const { signal } = interruption;
  const opened = new Disposer();
  let first: RunbookError | undefined;
  let reached: Session | undefined;
  let stillBilled: StillBilled | undefined;
  try {
    const config = readConfig(environment, runbook);
    secrets = secretsOf(config);
    given = givenVariables(config, options.environment, envFile());
    const session = await connect(config, options.environment, log, signal, opened, options);
    log.write({ kind: 'target', description: session.target.description, variables: whichEnvFile() });
    if (given && options.environment[SHELL])
      log.write({ kind: 'note', text: `From this shell, not from .env: ${given.trimEnd()}` });
    if (options.acts) opened.own('The lock of this run', await lockRun(session));
    stillBilled = await options.stillBilled?.();
    reached = session;
    await work(session, (reason) => interruption.stop(asRunbookError(reason)));
  } catch (error) {
    first = signal.aborted ? (signal.reason as RunbookError) : asRunbookError(error);
  }
  const billed = first && reached && stillBilled && (await askBilled(stillBilled, options, reached.config, given));
  const unclosed = await opened.dispose();
  interruption.dispose();
  for (const error of [...(first ? [first] : []), ...unclosed]) log.write({ kind: 'error', error });
  const ended = first ?? unclosed[0];
  if (!ended) return EXIT.done;
  const code = exitCodeOf(ended);
  if (first && code !== EXIT.usage)
    log.write({ kind: 'note', text: `To go on from here: ${given}${options.resume()}` });
  if (billed !== undefined) log.write({ kind: 'warning', text: billed });
  return code;
}

/** How long the question may take that a failed run ends with (real ms). */
const LAST_QUESTION = 20_000;

/** @param config with all that the run has looked up: nothing need be asked twice */
async function askBilled(
  stillBilled: StillBilled,
  { environment }: RunOptions,
  config: Config,
  given: string,
): Promise<string | undefined> {
  const opened = new Disposer();
  const signal = AbortSignal.timeout(LAST_QUESTION);
  const silent: Log = { write: () => undefined };
  try {
    return await stillBilled({ open: () => connect(config, environment, silent, signal, opened), given, signal });
  } catch (error) {
    // The run's own error is told, and what it holds is closed, whatever becomes of its last question.
    return `Cannot determine what is still billed: ${asRunbookError(error).message}`;
  } finally {
    await opened.dispose();
  }
}

/**
 * A session on the configured target.
 * @param opened what it opens, also when it fails: the caller closes it
 * @param stopTarget closing it also ends a target that was started here
 */
export async function connect(
  config: Config,
  environment: NodeJS.ProcessEnv,
  log: Log,
  signal: AbortSignal,
  opened: Disposer,
  { stopTarget = false }: { readonly stopTarget?: boolean } = {},
): Promise<Session> {
  const target = await openTarget(config, environment, signal);
  opened.own('The target', () => target.close({ stop: stopTarget && target.startedHere }));
  signal.throwIfAborted();
  const cluster = createClusterClient(target, config.PROJECT_ID, config.CONTROL_PLANE_LOCATION, signal);
  opened.own('The client of the Container API', () => cluster.close());
  const metrics = createMetricsClient({
    baseUrl: target.apiUrl === undefined ? MONITORING : target.apiUrl,
    project: config.PROJECT_ID,
    token: () => target.accessToken(signal),
    clock: target.clock,
  });
  opened.own('The client of Cloud Monitoring', () => metrics.close());
  const report = createReport(target.kind, target.clock.now());
  const parts = { config, environment, target, log, signal, report, cluster, metrics };
  const PROJECT_NUMBER = config.PROJECT_NUMBER ?? (await projectNumber(openSession(parts)));
  const session = openSession({ ...parts, config: { ...config, PROJECT_NUMBER } });
  opened.own('What runs behind the steps', () => stopBackground(session));
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
  throw new RunbookError('CONFIG_INVALID', `There is no project ${PROJECT_ID} that you may see`, {
    remedy: 'Check PROJECT_ID, and with which account gcloud is logged in: gcloud auth list',
  });
}
