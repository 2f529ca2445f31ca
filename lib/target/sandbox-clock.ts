import { type ClientRequest, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Clock } from '../clock.ts';
import { RunbookError } from '../errors.ts';

type Message = { readonly now: number; readonly pace?: number; readonly woke?: number };

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
  readonly #sleepers = new Map<number, () => void>();
  #lastSleeper = 0;
  readonly #paced: (() => void)[] = [];
  #failed: ((error: Error) => void) | undefined;
  readonly #request: ClientRequest;

  private constructor(channel: ClientRequest) {
    this.#request = channel;
  }

  static open(url: string, token: string): Promise<SandboxClock> {
    const channel = request(`${url}/_sandbox/clock`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    });
    channel.flushHeaders();
    const clock = new SandboxClock(channel);
    return new Promise((resolve, reject) => {
      clock.#failed = (cause) =>
        reject(
          new RunbookError('TARGET_UNREACHABLE', 'The sandbox does not answer', {
            cause,
            remedy: 'npm run sandbox -- status',
          }),
        );
      channel.on('error', (error) => clock.#failed?.(error));
      channel.on('response', (response) => {
        if (response.statusCode !== 200) return clock.#failed?.(new Error(`HTTP ${response.statusCode}`));
        createInterface({ input: response }).on('line', (line) => {
          clock.#receive(JSON.parse(line) as Message);
          resolve(clock);
        });
      });
    });
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
      const id = ++this.#lastSleeper;
      const onAbort = (): void => {
        this.#sleepers.delete(id);
        this.#send({ cancel: id });
        reject(signal?.reason);
      };
      this.#sleepers.set(id, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#send({ sleep: ms, id });
    });
  }

  /** Resolves when the sandbox runs at (at most) this pace. */
  setPace(pace: number): Promise<void> {
    if (this.#request.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#paced.push(resolve);
      this.#send({ pace });
    });
  }

  close(): void {
    this.#failed = undefined;
    this.#request.on('error', () => undefined);
    this.#request.destroy();
    for (const paced of this.#paced.splice(0)) paced();
  }

  #send(message: object): void {
    if (!this.#request.destroyed) this.#request.write(`${JSON.stringify(message)}\n`);
  }

  #receive(message: Message): void {
    this.#base = message.now;
    this.#at = performance.now();
    if (message.pace !== undefined) {
      this.#pace = message.pace;
      for (const paced of this.#paced.splice(0)) paced();
    }
    if (message.woke !== undefined) {
      this.#sleepers.get(message.woke)?.();
      this.#sleepers.delete(message.woke);
    }
  }
}
