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

/** Something that goes on in a process of its own. */
export interface BackgroundProcess {
  /** By which it is found again; what it leaves behind is the report's fact of that name. */
  readonly name: string;
  /** The URL of its module, which ends in `program(…)`. */
  readonly module: string;
}

/**
 * Start it, unless it goes on. It ends with this process, however that ends, unless the run lets it go at its end.
 * @throws RunbookError what kept it from beginning
 */
export async function startProcess({ name, module }: BackgroundProcess, session: Session): Promise<void> {
  const file = recordFile(name, session);
  if (await findProcess(file)) return;
  const log = join(dirname(file), `${name}.log`);
  await makeFolder(dirname(file));
  const output = await open(log, 'w', 0o600);
  const path = fileURLToPath(module);
  const child = fork(path, [], {
    // Its own group: Ctrl-C is told to this process, and this one tells it.
    detached: true,
    env: withoutSecrets(session.environment),
    execArgv: extname(path) === '.ts' ? ['--import', tsx()] : [],
    stdio: ['ignore', output.fd, output.fd, 'ipc'],
  });
  await output.close();
  const gone = once(child, 'exit').then(
    (): Answer => ({
      code: 'UNEXPECTED_ANSWER',
      message: `The background process ${name} has ended`,
      evidence: [],
      remedy: `See ${log}`,
    }),
  );
  gone.catch(() => undefined);
  child.send({ file, config: packed(session.config) } satisfies Order);
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
  // The channel is a lease, and keeps nobody from ending.
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

/** As this module finds it: a notebook's loader has no `import.meta.resolve`. */
function tsx(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

/** End it, whoever started it. @returns whether it went on */
export async function stopProcess(name: string, session: Session): Promise<boolean> {
  const found = await findProcess(recordFile(name, session));
  if (!found) return false;
  const left = await found.stop();
  if (left !== undefined) session.report.fact(name, left);
  return true;
}
