import type { Order } from '../orders.ts';
import type { SandboxKeeper } from './sandbox.ts';

/** How often the agent looks which faults are on; a learner and a drill switch them too (real ms). */
const LOOK = 5_000;

/** Carries out the instructor's orders about faults, and knows which are on. */
export class Faults {
  readonly #sandbox: SandboxKeeper;
  #on: unknown = [];
  #refusal: string | undefined;

  constructor(sandbox: SandboxKeeper) {
    this.#sandbox = sandbox;
    setInterval(() => void this.#look(), LOOK).unref();
  }

  /** For the report to the hub. */
  get state(): Readonly<Record<string, unknown>> {
    return { faults: this.#on, ...(this.#refusal !== undefined && { refusal: this.#refusal }) };
  }

  async carryOut(order: Exclude<Order, { readonly kind: 'message' }>): Promise<void> {
    const path = `faults/${encodeURIComponent(order.name)}`;
    try {
      if (order.kind === 'fault') await this.#sandbox.control('PUT', path, order.parameters ?? {});
      else await this.#sandbox.control('DELETE', path);
      this.#refusal = undefined;
    } catch (error) {
      this.#refusal = `${order.name}: ${(error as Error).message}`;
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    // A sandbox that restarts has its faults again.
    if (this.#sandbox.state !== 'running') return;
    const status = await this.#sandbox.control('GET', 'status').catch(() => undefined);
    if (status !== undefined) this.#on = (status as { readonly faults?: unknown }).faults ?? [];
  }
}
