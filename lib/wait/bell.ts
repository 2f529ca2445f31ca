/** Wakes whoever waits for it. */
export class Bell {
  #wake: () => void = () => undefined;
  #rung = Promise.resolve();

  constructor() {
    this.#renew();
  }

  ring(): void {
    this.#wake();
    this.#renew();
  }

  /** Resolves at the next ring. */
  next(): Promise<void> {
    return this.#rung;
  }

  #renew(): void {
    this.#rung = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
