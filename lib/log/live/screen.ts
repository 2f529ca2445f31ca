import { width } from '../fit.ts';

/** The part of a terminal that this needs. */
export interface Terminal {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

const DEFAULTS = { columns: 80, rows: 24 } as const;

/**
 * Writes lines that stay, with a region below them that is redrawn in place. Keeps the cursor at the beginning of the
 * region's last line: at its end, the `^C` that a terminal echoes could begin another row.
 */
export class Screen {
  readonly #terminal: Terminal;
  #drawn: readonly string[] = [];
  #drawnAt = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** `script` and some containers report 0 columns. */
  get columns(): number {
    return this.#terminal.columns || DEFAULTS.columns;
  }

  /** Print lines above the region, and draw the region. */
  show(lines: readonly string[], region: readonly string[]): void {
    // The first and the last row are left to the lines above and to the cursor.
    const drawn = region.slice(0, Math.max(1, (this.#terminal.rows || DEFAULTS.rows) - 2));
    if (lines.length === 0 && same(drawn, this.#drawn)) return;
    // Without a region the output is that of any program: `script` records it.
    const ofLine = drawn.length + this.#drawn.length === 0 ? '' : CLEAR_LINE;
    const kept = lines.flatMap((line) => line.split('\n')).map((line) => `${line}${ofLine}\n`);
    if (ofLine === '') {
      this.#terminal.write(kept.join(''));
      return;
    }
    const redrawn = drawn.join(`${CLEAR_LINE}\n`);
    // A terminal that was resized keeps which rows belong together until it clears them.
    const resized = this.#drawnAt === this.columns ? '' : CLEAR_BELOW;
    this.#terminal.write(`${this.#top()}${resized}${kept.join('')}${redrawn}${CLEAR_BELOW}\r`);
    this.#drawn = drawn;
    this.#drawnAt = this.columns;
  }

  /** Remove the region. */
  clear(): void {
    if (this.#drawn.length > 0) this.#terminal.write(`${this.#top()}${CLEAR_BELOW}`);
    this.#drawn = [];
  }

  /** To the first cell of the region, whose lines take more rows on a terminal that has become narrower. */
  #top(): string {
    const above = this.#drawn.slice(0, -1);
    const rows = above.reduce((sum, line) => sum + Math.max(1, Math.ceil(width(line) / this.columns)), 0);
    return `\r${rows > 0 ? `\u001b[${rows}A` : ''}`;
  }
}

const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((line, at) => line === others[at]);
}
