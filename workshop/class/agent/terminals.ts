/** How long a shell outlives its last browser: a command in it may run, and a busy machine loses connections (real ms). */
const GRACE = 30 * 60_000;

/** `terminals/websocket/NAME`, as Jupyter has it. */
const SOCKET = /\/terminals\/websocket\/(\w+)$/;

/** The part of Jupyter that has terminals. */
export interface TerminalHost {
  /** Opens a terminal. @returns its name */
  terminal(): Promise<string>;
  endTerminal(name: string): Promise<unknown>;
}

interface Shell {
  /** Browsers that show it. */
  open: number;
  ending?: NodeJS.Timeout;
}

/** Ends the shells of terminal pages that nobody has open. Terminals of Jupyter's own pages are Jupyter's. */
export class Terminals {
  readonly #host: TerminalHost;
  readonly #grace: number;
  /** By the terminal's name, which Jupyter gives again after a shell has ended. */
  readonly #shells = new Map<string, Shell>();

  constructor(host: TerminalHost, grace = GRACE) {
    this.#host = host;
    this.#grace = grace;
  }

  /** Opens a terminal, which a browser is about to show. @returns its name */
  async start(): Promise<string> {
    const name = await this.#host.terminal();
    clearTimeout(this.#shells.get(name)?.ending);
    const shell = { open: 0 };
    this.#shells.set(name, shell);
    this.#endLater(name, shell);
    return name;
  }

  /** A browser has connected to a path. @returns called when the browser has gone */
  connected(path: string): () => void {
    const [, name = ''] = SOCKET.exec(path) ?? [];
    const shell = this.#shells.get(name);
    if (!shell) return () => undefined;
    clearTimeout(shell.ending);
    shell.open++;
    return () => {
      if (--shell.open === 0 && this.#shells.get(name) === shell) this.#endLater(name, shell);
    };
  }

  #endLater(name: string, shell: Shell): void {
    shell.ending = setTimeout(() => {
      this.#shells.delete(name);
      // It may have ended by itself.
      void this.#host.endTerminal(name).catch(() => undefined);
    }, this.#grace).unref();
  }
}
