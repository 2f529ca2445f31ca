import { createClusterClient } from '../cluster.ts';
import { type Config, givenVariables, loadConfig, secretsOf } from '../config/index.ts';
import { RunbookError } from '../errors.ts';
import { askGoogle } from '../google-api.ts';
import type { Log } from '../log/entry.ts';
import { terminalLog } from '../log/terminal.ts';
import { createMetricsClient } from '../metrics/index.ts';
import { createReport } from '../report.ts';
import { openSession, type Session } from '../session.ts';
import { gkeTarget } from '../target/gke.ts';
import { sandboxTarget } from '../target/sandbox.ts';
import { asRunbookError, EXIT, exitCodeOf } from './outcome.ts';
import { stopBackground } from './runner.ts';

/** What surrounds a run: where its variables come from, where its log goes, and how it ends. */
export interface RunOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the target afterwards when this run started it. */
  readonly stopTarget: boolean;
  /** Printed after Ctrl-C or an error: how to go on. */
  readonly resume: () => string;
  /** Where the log goes. @default process.stdout */
  readonly stream?: NodeJS.WritableStream;
}

const MONITORING = 'https://monitoring.googleapis.com';

/** Configuration from the environment and `.env`. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  return loadConfig({ environment, envFile: '.env' });
}

/**
 * Open a session, do the work, and give everything back whatever happens. Never throws.
 * @param work may stop all that goes on in the session, and the run then ends with that reason
 * @returns the exit code.
 */
export async function withSession(
  options: RunOptions,
  work: (session: Session, stop: (reason: unknown) => void) => Promise<void>,
): Promise<number> {
  let secrets: readonly string[] = [];
  let given = '';
  const log = terminalLog({
    stream: options.stream ?? process.stdout,
    environment: options.environment,
    secrets: () => secrets,
  });
  const interrupted = interruptible();
  try {
    const config = readConfig(options.environment);
    secrets = secretsOf(config);
    given = givenVariables(config, options.environment, '.env');
    const session = await connect(config, options.environment, log, interrupted.signal);
    try {
      log.write({ kind: 'target', description: session.target.description });
      await work(session, (reason) => interrupted.stop(asRunbookError(reason)));
      return EXIT.done;
    } finally {
      await stopBackground(session);
      await session.cluster.close();
      await session.target.close({ stop: options.stopTarget && session.target.startedHere });
    }
  } catch (error) {
    const known = interrupted.signal.aborted ? (interrupted.signal.reason as RunbookError) : asRunbookError(error);
    log.write({ kind: 'error', error: known });
    const code = exitCodeOf(known);
    if (code !== EXIT.usage) log.write({ kind: 'note', text: `To go on from here: ${given}${options.resume()}` });
    return code;
  } finally {
    interrupted.dispose();
  }
}

/** A session on the configured target. */
export async function connect(
  config: Config,
  environment: NodeJS.ProcessEnv,
  log: Log,
  signal: AbortSignal,
): Promise<Session> {
  const target =
    config.TARGET === 'sandbox'
      ? await sandboxTarget(config.PROJECT_ID, environment)
      : await gkeTarget(config.PROJECT_ID, environment);
  const parts = {
    config,
    environment,
    target,
    log,
    signal,
    report: createReport(target.kind, target.clock.now()),
    cluster: createClusterClient(target, config.PROJECT_ID, config.CONTROL_PLANE_LOCATION, signal),
    metrics: createMetricsClient({
      baseUrl: target.apiUrl === undefined ? MONITORING : target.apiUrl,
      project: config.PROJECT_ID,
      token: () => target.accessToken(signal),
      clock: target.clock,
    }),
  };
  if (config.PROJECT_NUMBER !== undefined) return openSession(parts);
  const PROJECT_NUMBER = await projectNumber(openSession(parts));
  return openSession({ ...parts, config: { ...config, PROJECT_NUMBER } });
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

/** Ctrl-C (and SIGTERM) as an abort signal; a second one ends the process at once. */
function interruptible(): { readonly signal: AbortSignal; stop(reason: RunbookError): void; dispose(): void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new RunbookError('ABORTED', 'Interrupted'));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    stop: (reason) => controller.abort(reason),
    dispose: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
