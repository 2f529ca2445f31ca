import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from '../orders.ts';
import { call, lines } from '../wire.ts';
import type { AgentOrder } from './order.ts';
import { ProgressReader } from './progress.ts';

/** Real ms between two looks at the learner's files, between two signs of life, and before the next attempt. */
const LOOK = 1_500;
const SIGN = 10_000;
const AGAIN = 2_000;

export interface LinkOptions {
  /** What the class sees beside the learner's files. */
  state(): Readonly<Record<string, unknown>>;
  handle(order: Order): Promise<void>;
}

/** Tells the hub what the learner does, and hears the instructor. The hub may be gone for any time. */
export class HubLink {
  readonly #order: AgentOrder;
  readonly #options: LinkOptions;
  readonly #handled: string;

  constructor(order: AgentOrder, options: LinkOptions) {
    this.#order = order;
    this.#options = options;
    this.#handled = join(order.state, 'handled');
  }

  /** Until the signal. */
  async keep(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#report(signal), this.#listen(signal)]);
  }

  async #report(signal: AbortSignal): Promise<void> {
    const { hub, secret, home, where } = this.#order;
    const reader = new ProgressReader(home);
    let progress = {};
    let said = '';
    let last = 0;
    while (!signal.aborted) {
      progress = reader.changed() ?? progress;
      const body = { where, ...this.#options.state(), ...progress };
      const text = JSON.stringify(body);
      if (text !== said || performance.now() - last > SIGN) {
        const answer = await call(hub, { method: 'POST', path: '/agent/report', secret, body, signal }).catch(refused);
        if (answer?.status === 200) {
          said = text;
          last = performance.now();
        }
      }
      await delay(LOOK, undefined, { signal }).catch(() => undefined);
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { hub, secret } = this.#order;
    while (!signal.aborted) {
      try {
        const path = `/agent/orders?after=${this.#lastHandled()}`;
        for await (const line of lines(hub, { path, secret, signal })) await this.#handle(JSON.parse(line) as Order);
      } catch {
        // The hub is gone, or restarts.
      }
      await delay(AGAIN, undefined, { signal }).catch(() => undefined);
    }
  }

  async #handle(order: Order): Promise<void> {
    await this.#options.handle(order).catch((error: Error) => console.error(`Order ${order.id}: ${error.message}`));
    writeFileSync(this.#handled, String(order.id));
  }

  #lastHandled(): number {
    try {
      return Number(readFileSync(this.#handled, 'utf8')) || 0;
    } catch {
      return 0;
    }
  }
}

const refused = (): undefined => undefined;
