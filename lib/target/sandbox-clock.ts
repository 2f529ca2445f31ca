import { type ClientRequest, request } from 'node:http';
import { createInterface } from 'node:readline';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Clock } from './clock.ts';

type Message = { readonly now: number; readonly pace?: number; readonly woke?: number };

interface Waiter {
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * The sandbox's clock over its control path: one long request whose body carries our wishes and whose answer carries the
 * time, both as JSON lines. While it is open, the pace we asked for holds; when this process ends in whatever way, the
 * connection closes and the sandbox goes back to its own speed.
 */
export class SandboxClock implements Clock {
  /** The last message's time, and when it came (performance.now). */
  #base = 0;
  #at = 0;
  #pace = 1;
  #latest = 0;
  #lost: RunbookError | undefined;
  #lastSleeper = 0;
  readonly #sleepers = new Map<number, Waiter>();
  #paced: Waiter[] = [];
  readonly #request: ClientRequest;

  private constructor(channel: ClientRequest) {
    this.#request = channel;
  }

  /** @throws TARGET_UNREACHABLE, or the signal's reason */
  static async open(url: string, token: string, signal: AbortSignal): Promise<SandboxClock> {
    const channel = request(`${url}/_sandbox/clock`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    });
    channel.flushHeaders();
    const clock = new SandboxClock(channel);
    channel.on('error', (error) => clock.#lose(error));
    channel.on('response', (response) => {
      if (response.statusCode !== 200) return clock.#lose(new Error(`HTTP ${response.statusCode}`));
      response.on('close', () => clock.#lose(new Error('the connection was closed')));
      const messages = createInterface({ input: response });
      messages.on('error', (error) => clock.#lose(error));
      messages.on('line', (line) => clock.#receive(JSON.parse(line) as Message));
    });
    const onAbort = (): void => clock.close();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => clock.#paced.push({ resolve, reject }));
      return clock;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Why there is no time any more; undefined as long as there is. */
  get lost(): RunbookError | undefined {
    return this.#lost;
  }

  get pace(): number {
    return this.#pace;
  }

  now(): number {
    const estimate = this.#base + (performance.now() - this.#at) * this.#pace;
    // Between two messages this side may run a little ahead of the sandbox; its time never goes back all the same.
    this.#latest = Math.max(this.#latest, estimate);
    return this.#latest;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (this.#lost) return reject(this.#lost);
      const id = ++this.#lastSleeper;
      const settle = (act: () => void): void => {
        signal?.removeEventListener('abort', onAbort);
        this.#sleepers.delete(id);
        act();
      };
      const onAbort = (): void => {
        this.#send({ cancel: id });
        settle(() => reject(signal?.reason));
      };
      this.#sleepers.set(id, {
        resolve: () => settle(resolve),
        reject: (reason) => settle(() => reject(reason)),
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#send({ sleep: ms, id });
    });
  }

  /** Resolves when the sandbox runs at (at most) this pace. */
  setPace(pace: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#paced.push({ resolve, reject });
      this.#send({ pace });
    });
  }

  close(): void {
    this.#lose(new Error('closed by this run'));
  }

  #send(message: object): void {
    this.#request.write(`${JSON.stringify(message)}\n`);
  }

  #receive(message: Message): void {
    this.#base = message.now;
    this.#at = performance.now();
    if (message.pace !== undefined) {
      this.#pace = message.pace;
      for (const waiter of this.#paced.splice(0)) waiter.resolve();
    }
    if (message.woke !== undefined) this.#sleepers.get(message.woke)?.resolve();
  }

  #lose(cause: Error): void {
    if (this.#lost) return;
    this.#lost = new RunbookError('TARGET_UNREACHABLE', 'The sandbox does not answer any more', {
      cause,
      remedy: 'Do it again: the sandbox starts anew, with all that it had.',
    });
    this.#request.destroy();
    for (const waiter of [...this.#sleepers.values(), ...this.#paced.splice(0)]) waiter.reject(this.#lost);
  }
}
