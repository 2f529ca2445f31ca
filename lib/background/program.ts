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

/** How often to check whether the work is over (ms of the target's time). */
const LOOK = 60_000;

/** The work of a background process. */
export interface Work {
  /** The state of the work, as JSON. */
  snapshot(): unknown;
  /** True when the work has no purpose left; the process then ends. Asked once a minute of the target's time. */
  isOver?(): boolean;
  /** Stop the work. @returns its result, as JSON */
  stop(): Promise<unknown>;
}

export interface ProgramOptions {
  /** The process ends by itself after this many milliseconds of the target's time. */
  readonly longest: number;
  /** @param input what `startProcess` was given */
  begin(session: Session, input: unknown): Promise<Work>;
}

/** Make a module the program of a background process, for `startProcess`. Does nothing when the module is imported. */
export function program(meta: { readonly url: string }, options: ProgramOptions): void {
  if (!isMain(meta) || !process.send) return;
  process.once('message', (order) => void serve(order as Order, options));
}

/**
 * Ends on request, after `longest`, with its target, and with the process that started it unless that one releases it.
 */
async function serve({ file, config: values, input }: Order, { begin, longest }: ProgramOptions): Promise<void> {
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
    verbose: true,
    secrets: () => secretsOf(config),
  });
  const opened = new Disposer();
  try {
    const session = await connect(config, process.env, log, ended.signal, opened);
    const work = await begin(session, input);
    const token = randomBytes(24).toString('base64url');
    let left: Promise<unknown> | undefined;
    const stop = (): Promise<unknown> => {
      left ??= work.stop().finally(() => removeRecord(file, token));
      return left;
    };
    const server = answering(token, work, () => stop().finally(() => setImmediate(end)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.own('The server of the background process', () => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    // Another process was faster: one is enough.
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

/** Resolves when the work is over or the target is lost. */
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
