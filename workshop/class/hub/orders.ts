import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { writeWhole } from '../../../lib/config/folders.ts';
import type { Order as Broadcast } from '../../page/instructor/class-state.ts';
import type { ClassFolder } from '../folder.ts';
import type { Order } from '../orders.ts';

/** How long an order waits for an agent that is away, and how often an open connection gets an empty line (real ms). */
const KEPT = 5 * 60_000;
const BEAT = 15_000;

const MOST_MESSAGES = 50;

/** The instructor's orders, to every connected agent. */
export class Orders {
  readonly #file: string;
  readonly #open = new Map<ServerResponse, string>();
  readonly #beat = setInterval(() => this.#each((response) => response.write('\n')), BEAT).unref();
  #orders: readonly Order[];

  constructor({ root }: ClassFolder) {
    this.#file = join(root, 'orders.json');
    this.#orders = this.#read();
  }

  get messages(): { readonly at: string; readonly text: string }[] {
    return this.#orders.flatMap((one) => (one.kind === 'message' ? [{ at: one.at, text: one.text }] : []));
  }

  async send(broadcast: Broadcast, now = new Date()): Promise<Order> {
    const order = { ...broadcast, id: (this.#orders.at(-1)?.id ?? 0) + 1, at: now.toISOString() };
    this.#orders = [...this.#orders, order].slice(-MOST_MESSAGES);
    await writeWhole(this.#file, JSON.stringify(this.#orders), { mode: 0o600 });
    this.#each((response, name) => isFor(order, name) && response.write(`${JSON.stringify(order)}\n`));
    return order;
  }

  /** Keeps the response open for a learner's orders, and begins with those that the agent has missed. */
  connect(name: string, after: number, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    response.write('\n');
    for (const order of this.#orders) {
      const isRecent = Date.now() - Date.parse(order.at) < KEPT;
      if (order.id > after && isRecent && isFor(order, name)) response.write(`${JSON.stringify(order)}\n`);
    }
    this.#open.set(response, name);
    response.on('close', () => this.#open.delete(response));
  }

  close(): void {
    clearInterval(this.#beat);
    this.#each((response) => response.destroy());
  }

  #each(act: (response: ServerResponse, name: string) => unknown): void {
    for (const [response, name] of this.#open) act(response, name);
  }

  #read(): Order[] {
    try {
      return JSON.parse(readFileSync(this.#file, 'utf8')) as Order[];
    } catch {
      return [];
    }
  }
}

const isFor = (order: Order, name: string): boolean =>
  order.kind === 'message' || order.learners === undefined || order.learners.includes(name);
