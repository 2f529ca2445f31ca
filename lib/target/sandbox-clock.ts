import { type ClientRequest, request } from 'node:http';
import { createInterface } from 'node:readline';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Clock } from './clock.ts';

interface Message {
  readonly now: number;
  readonly pace?: number;
  /** The number of the pace that this message answers. */
  readonly paced?: number;
  readonly woke?: number;
  /** Time moves in steps, and stands still between two messages. */
  readonly stepped?: boolean;
  /** To send back once everything before this message is handled: until then time stands still. */
  readonly echo?: number;
  /** Why the sandbox refused a line: it answers that line with nothing else. */
  readonly error?: string;
}

interface Waiter {
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * What a pace means for stepped time, which goes straight to its next event. `waits`: this process waits for nothing
 * else. `joins`: time may be stepped if another process waits.
 */
export type Stepping = 'waits' | 'joins';

/**
 * The sandbox's clock over its control path: one long request whose body carries requests and whose answer carries the
 * time, both as JSON lines. The requested pace holds while the connection is open; when this process ends in any way,
 * the sandbox returns to its default pace.
 */
export class SandboxClock implements Clock {
  /** The time in the last message, and its arrival (performance.now). */
  #base = 0;
  #at = 0;
  #pace = 1;
  #stepped = false;
  #latest = 0;
  #lost: RunbookError | undefined;
  #lastSleeper = 0;
  readonly #sleepers = new Map<number, Waiter>();
  /** Those who wait for the answer to a pace, by its number; 0 waits for the first message. */
  readonly #paced = new Map<number, Waiter>();
  #lastPace = 0;
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
      await new Promise<void>((resolve, reject) => clock.#paced.set(0, { resolve, reject }));
      return clock;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The error of a lost clock; undefined while the clock works. */
  get lost(): RunbookError | undefined {
    return this.#lost;
  }

  get pace(): number {
    return this.#pace;
  }

  get stepped(): boolean {
    return this.#stepped;
  }

  now(): number {
    const passed = this.#stepped ? 0 : (performance.now() - this.#at) * this.#pace;
    const estimate = this.#base + passed;
    // The estimate may run ahead of the sandbox between two messages; time must not go back.
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
      this.#send({ sleep: Math.max(0, ms), id });
    });
  }

  /**
   * Resolves once the sandbox runs at this pace or slower, or in steps.
   * @param pace null: the pace is the sandbox's and others'
   */
  setPace(pace: number | null, steps?: Stepping): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      const id = ++this.#lastPace;
      this.#paced.set(id, { resolve, reject });
      this.#send({ pace, steps, id });
    });
  }

  close(): void {
    this.#lose(new Error('closed by this run'));
  }

  #send(message: object): void {
    this.#request.write(`${JSON.stringify(message)}\n`);
  }

  #receive(message: Message): void {
    if (message.error !== undefined) {
      this.#lose(new Error(message.error));
      return;
    }
    this.#base = message.now;
    this.#at = performance.now();
    if (message.pace !== undefined) {
      this.#pace = message.pace;
      this.#stepped = message.stepped ?? false;
      this.#settlePaces(message.paced ?? 0);
    }
    if (message.woke !== undefined) this.#sleepers.get(message.woke)?.resolve();
    if (message.echo !== undefined) this.#echo(message.echo);
  }

  /** A beat that was on its way answers no pace. */
  #settlePaces(upTo: number): void {
    for (const [id, waiter] of this.#paced) {
      if (id > upTo) continue;
      this.#paced.delete(id);
      waiter.resolve();
    }
  }

  /** After what this turn of the event loop has received: answers and woken sleepers lead to requests and paces. */
  #echo(echo: number): void {
    setImmediate(() => {
      if (!this.#lost) this.#send({ echo });
    });
  }

  #lose(cause: Error): void {
    if (this.#lost) return;
    this.#lost = new RunbookError('TARGET_UNREACHABLE', 'The sandbox stopped answering', {
      cause,
      remedy: 'Run the command again; the sandbox restarts with its saved state.',
    });
    this.#request.destroy();
    for (const waiter of [...this.#sleepers.values(), ...this.#paced.values()]) waiter.reject(this.#lost);
  }
}
