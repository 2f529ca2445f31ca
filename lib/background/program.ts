import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { secretsOf } from '../config/index.ts';
import type { RunbookError } from '../errors/runbook-error.ts';
import { terminalLog } from '../log/terminal.ts';
import { asRunbookError } from '../runner/outcome.ts';
import { connect } from '../runner/run.ts';
import { isMain } from '../runner/script.ts';
import { Disposer } from '../session/disposer.ts';
import type { Session } from '../session/session.ts';
import { type Answer, type Order, RELEASE, unpacked } from './order.ts';
import { claimRecord, removeRecord } from './record.ts';

/** Between two looks whether the work is over (ms of the target's time). */
const LOOK = 60_000;

/** What goes on in a process of its own. */
export interface Work {
  /** How it does, as JSON. */
  snapshot(): unknown;
  /** It comes to nothing any more, and ends: asked once a minute of the target's time. */
  isOver?(): boolean;
  /** End it. @returns what it leaves behind, as JSON */
  stop(): Promise<unknown>;
}

export interface ProgramOptions {
  /** It ends by itself after so many milliseconds of the target's time. */
  readonly longest: number;
  begin(session: Session): Promise<Work>;
}

/** Make a module the program of a background process, for `startProcess`; does nothing when it is imported. */
export function program(meta: { readonly url: string }, options: ProgramOptions): void {
  if (!isMain(meta) || !process.send) return;
  process.once('message', (order) => void serve(order as Order, options));
}

/** Ends when it is asked to, after its longest time, with its target, and with who started it unless that lets it go. */
async function serve({ file, config: values }: Order, { begin, longest }: ProgramOptions): Promise<void> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  process.once('disconnect', end).on('SIGTERM', end).on('SIGINT', end);
  process.on('message', (message) => {
    if (message === RELEASE) process.off('disconnect', end);
  });
  const config = unpacked(values);
  const log = terminalLog({
    stream: process.stderr,
    environment: process.env,
    secrets: () => secretsOf(config),
  });
  const opened = new Disposer();
  try {
    const session = await connect(config, process.env, log, ended.signal, opened);
    const work = await begin(session);
    const token = randomBytes(24).toString('base64url');
    let left: Promise<unknown> | undefined;
    const stop = (): Promise<unknown> => {
      left ??= work.stop().finally(() => removeRecord(file, token));
      return left;
    };
    const server = answering(token, work, () => stop().finally(() => setImmediate(end)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.own('Its server', () => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    // One is enough: the other goes on.
    const running = await claimRecord(file, { port, token, pid: process.pid });
    answer({ running });
    if (running) await goOn(work, longest, session);
    await stop();
  } catch (error) {
    const { code, message, evidence, remedy }: RunbookError = asRunbookError(error);
    answer({ code, message, evidence, remedy });
  } finally {
    await opened.dispose();
    process.exit();
  }
}

/** Until it is over. Without its target there is nothing to do either. */
async function goOn(work: Work, longest: number, { target: { clock }, signal }: Session): Promise<void> {
  const until = clock.now() + longest;
  const goesOn = (): boolean => clock.now() < until && !work.isOver?.();
  for (let going = true; going; ) {
    going = await clock.sleep(Math.min(LOOK, until - clock.now()), signal).then(goesOn, () => false);
  }
}

function answer(message: Answer): void {
  if (process.connected) process.send?.(message);
}

function answering(token: string, work: Work, stop: () => Promise<unknown>): Server {
  const expected = Buffer.from(`Bearer ${token}`);
  return createServer(async (request, response) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.writeHead(401).end();
      return;
    }
    const value = request.method === 'DELETE' ? await stop() : work.snapshot();
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(value ?? null));
  });
}
