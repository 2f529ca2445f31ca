import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { AgentOrder } from './order.ts';

/** A sandbox as its command line describes it. */
export interface RunningSandbox {
  readonly url: string;
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Real ms between two looks at the process, and the longest pause between two attempts to start it. */
const LOOK = 2_000;
const LONGEST_PAUSE = 30_000;
/** How long a command may take to start the sandbox that it has stopped (real ms). */
const RETURN = 6_000;
/** Limit of a command that starts or stops the sandbox, and of a request to it (real ms). */
const COMMAND = 180_000;
const ANSWER = 30_000;

/** Keeps the learner's sandbox running; its journal keeps its state. */
export class SandboxKeeper {
  readonly #order: AgentOrder;
  readonly #started = new EventEmitter().setMaxListeners(0);
  #running: RunningSandbox | undefined;

  constructor(order: AgentOrder) {
    this.#order = order;
  }

  get state(): 'starting' | 'running' {
    return this.#running ? 'running' : 'starting';
  }

  /** Resolves when the sandbox runs. */
  async sandbox(): Promise<RunningSandbox> {
    if (!this.#running) await once(this.#started, 'running');
    return this.#running ?? this.sandbox();
  }

  async keep(signal: AbortSignal): Promise<void> {
    let pause = LOOK;
    while (!signal.aborted) {
      // Who restores a snapshot or resets the sandbox starts it again.
      if (this.#running && !lives(this.#running.pid) && !(await this.#returns(signal))) this.#running = undefined;
      if (!this.#running) {
        try {
          this.#running = await this.#command<RunningSandbox>('start', signal);
          this.#started.emit('running');
          pause = LOOK;
        } catch (error) {
          if (!signal.aborted) console.error(`The sandbox did not start: ${(error as Error).message}`);
          pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
      }
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A request to the sandbox's control path. @throws Error with the sandbox's message */
  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const { url, env } = await this.sandbox();
    const token = readFileSync(env.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE!, 'utf8').trim();
    const answer = await fetch(`${url}/_sandbox/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER),
    });
    const said = (await answer.json()) as { readonly error?: { readonly message: string } };
    if (!answer.ok) throw new Error(said.error?.message ?? `HTTP ${answer.status}`);
    return said;
  }

  async stop(): Promise<void> {
    await this.#command('stop');
  }

  /** Whether another process has taken the place of the one that ended. */
  async #returns(signal: AbortSignal): Promise<boolean> {
    for (let waited = 0; waited < RETURN && !signal.aborted; waited += LOOK) {
      await delay(LOOK, undefined, { signal }).catch(() => undefined);
      const pid = this.#endpoint();
      if (pid === undefined || !lives(pid)) continue;
      this.#running = { ...this.#running!, pid };
      return true;
    }
    return false;
  }

  #endpoint(): number | undefined {
    try {
      const { pid } = JSON.parse(readFileSync(join(dirname(this.#token), 'endpoint.json'), 'utf8'));
      return Number(pid);
    } catch {
      return undefined;
    }
  }

  get #token(): string {
    return this.#running!.env.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE!;
  }

  async #command<T>(name: string, signal?: AbortSignal): Promise<T> {
    const { clone, home } = this.#order;
    const args = ['--import', 'tsx', join(clone, 'sandbox/cli.ts'), name, '--json'];
    const env = { ...process.env, RUNBOOK_HOME: home };
    const limit = AbortSignal.timeout(COMMAND);
    const ends = signal ? AbortSignal.any([signal, limit]) : limit;
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: clone, env, signal: ends });
    return JSON.parse(stdout) as T;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
