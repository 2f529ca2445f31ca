import { fork } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { makeFolder } from '../config/folders.ts';
import { withoutSecrets } from '../config/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';
import { findProcess } from './find.ts';
import { type Answer, type Order, packed, RELEASE } from './order.ts';
import { recordFile } from './record.ts';

/** A module that runs in its own process. */
export interface BackgroundProcess {
  /** Key of the process; its result becomes the report's fact of this name. */
  readonly name: string;
  /** URL of the module, which calls `program(…)`. */
  readonly module: string;
  /** What the program gets beside the session, as JSON. */
  readonly input?: unknown;
}

/**
 * Start a background process unless it runs already. It ends with this process, unless the run releases it.
 * @throws RunbookError the error that the process started with
 */
export async function startProcess(process: BackgroundProcess, session: Session): Promise<void> {
  const file = recordFile(process.name, session);
  if (await findProcess(file)) return;
  // Other steps may wait: real seconds of a start must not become simulated minutes.
  const held = session.pace('command');
  try {
    await begin(file, process, session);
  } finally {
    held.release();
  }
}

async function begin(file: string, { name, module, input }: BackgroundProcess, session: Session): Promise<void> {
  const log = join(dirname(file), `${name}.log`);
  await makeFolder(dirname(file));
  const output = await open(log, 'w', 0o600);
  const path = fileURLToPath(module);
  const child = fork(path, [], {
    // Its own group: Ctrl-C reaches only this process, which then stops the child.
    detached: true,
    env: withoutSecrets(session.environment),
    execArgv: extname(path) === '.ts' ? ['--import', tsx()] : [],
    stdio: ['ignore', output.fd, output.fd, 'ipc'],
  });
  await output.close();
  const gone = once(child, 'exit').then(
    (): Answer => ({
      code: 'UNEXPECTED_ANSWER',
      message: `The background process ${name} ended before it was ready`,
      evidence: [],
      remedy: `See its log: cat ${log}`,
    }),
  );
  gone.catch(() => undefined);
  child.send({ file, config: packed(session.config), input } satisfies Order);
  const onAbort = (): void => child.disconnect();
  session.signal.addEventListener('abort', onAbort, { once: true });
  const answer = await Promise.race([once(child, 'message').then(([message]) => message as Answer), gone]).finally(() =>
    session.signal.removeEventListener('abort', onAbort),
  );
  session.signal.throwIfAborted();
  if (!('running' in answer)) {
    const { code, message, ...more } = answer;
    throw new RunbookError(code, message, more);
  }
  if (!answer.running) return;
  // The channel is a lease: it must not keep this process alive.
  child.unref();
  child.channel?.unref();
  session.background.set(name, {
    stop: async () => {
      await stopProcess(name, session);
      child.ref();
      await gone;
    },
    release: () => {
      if (!child.connected) return;
      child.send(RELEASE);
      child.disconnect();
    },
  });
}

/** Resolved with `require`: a notebook's loader has no `import.meta.resolve`. */
function tsx(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

/** Stop a background process, whoever started it. @returns whether it was running */
export async function stopProcess(name: string, session: Session): Promise<boolean> {
  const found = await findProcess(recordFile(name, session));
  if (!found) return false;
  const left = await found.stop();
  if (left !== undefined) session.report.fact(name, left);
  return true;
}
