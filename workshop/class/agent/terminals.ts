/** How long a shell outlives its last browser: a reload and a short loss of the network take less (real ms). */
const GRACE = 120_000;

/** `terminals/websocket/NAME`, as Jupyter has it. */
const SOCKET = /\/terminals\/websocket\/(\w+)$/;

/** The part of Jupyter that has terminals. */
export interface TerminalHost {
  /** Opens a terminal. @returns its name */
  terminal(): Promise<string>;
  endTerminal(name: string): Promise<unknown>;
}

/** Ends the shells of terminal pages that nobody has open. Terminals of Jupyter's own pages are Jupyter's. */
export class Terminals {
  readonly #host: TerminalHost;
  readonly #grace: number;
  readonly #open = new Map<string, number>();
  readonly #ending = new Map<string, NodeJS.Timeout>();

  constructor(host: TerminalHost, grace = GRACE) {
    this.#host = host;
    this.#grace = grace;
  }

  /** Opens a terminal, which a browser is about to show. @returns its name */
  async start(): Promise<string> {
    const name = await this.#host.terminal();
    this.#open.set(name, 0);
    this.#endLater(name);
    return name;
  }

  /** A browser has connected to a path. @returns called when the browser has gone */
  connected(path: string): () => void {
    const [, name = ''] = SOCKET.exec(path) ?? [];
    const open = this.#open.get(name);
    if (open === undefined) return () => undefined;
    clearTimeout(this.#ending.get(name));
    this.#open.set(name, open + 1);
    return () => {
      const left = (this.#open.get(name) ?? 1) - 1;
      this.#open.set(name, left);
      if (left === 0) this.#endLater(name);
    };
  }

  #endLater(name: string): void {
    const timer = setTimeout(() => {
      this.#open.delete(name);
      this.#ending.delete(name);
      // It may have ended by itself.
      void this.#host.endTerminal(name).catch(() => undefined);
    }, this.#grace);
    this.#ending.set(name, timer.unref());
  }
}
