import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createProxyServer } from 'httpxy';
import type { AgentOrder } from './order.ts';
import type { SandboxKeeper } from './sandbox.ts';

/** A message of the instructor. */
export interface Message {
  readonly text: string;
  readonly at: string;
}

/** How long the page's process goes on after the last request (real ms). */
const IDLE = 120_000;

/**
 * The live page, in a process that exists only while somebody looks: the runbook's library and Google's clients take more
 * memory than all else of an agent.
 */
export class LivePage {
  readonly #order: AgentOrder;
  readonly #sandbox: SandboxKeeper;
  readonly #socket: string;
  readonly #proxy;
  readonly #messages: Message[] = [];
  #process: Promise<ChildProcess> | undefined;
  #open = 0;
  #ending: NodeJS.Timeout | undefined;

  constructor(order: AgentOrder, sandbox: SandboxKeeper) {
    this.#order = order;
    this.#sandbox = sandbox;
    this.#socket = join(order.state, 'page.sock');
    this.#proxy = createProxyServer({ target: { socketPath: this.#socket }, agent: false, xfwd: false });
  }

  /** @param request its `url` is relative to the page */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open++;
    clearTimeout(this.#ending);
    response.once('close', () => {
      if (--this.#open === 0) this.#ending = setTimeout(() => this.close(), IDLE).unref();
    });
    this.#process ??= this.#start();
    try {
      await this.#process;
      await this.#proxy.web(request, response);
    } catch (error) {
      this.#process = undefined;
      throw error;
    }
  }

  announce(message: Message): void {
    this.#messages.push(message);
    void this.#process?.then((child) => child.send(message)).catch(() => undefined);
  }

  close(): void {
    void this.#process?.then((child) => child.kill()).catch(() => undefined);
    this.#process = undefined;
  }

  async #start(): Promise<ChildProcess> {
    const { clone, home, name } = this.#order;
    const { env } = await this.#sandbox.sandbox();
    rmSync(this.#socket, { force: true });
    const child = fork(join(clone, 'workshop/class/page/main.ts'), [this.#socket, name], {
      cwd: clone,
      execArgv: ['--import', 'tsx'],
      // The variables of a terminal, so that a drill is the same from both.
      env: { ...process.env, ...env, RUNBOOK_HOME: home },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('exit', () => {
      this.#process = undefined;
    });
    const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (said !== 'listening') throw new Error('The page did not start');
    for (const message of this.#messages) child.send(message);
    return child;
  }
}
