import type { KubeObject } from './api.ts';

/** As kubectl's tab writer: no column is narrower than six, and between two there are at least three spaces. */
const NARROWEST = 6;
const GAP = 3;

/** Prints the server's tables; their head once, and later rows no narrower than those before. */
export class TableWriter {
  readonly #wide: boolean;
  readonly #print: (line: string) => void;
  #widths: number[] = [];
  #begun = false;

  constructor(wide: boolean, print: (line: string) => void) {
    this.#wide = wide;
    this.#print = print;
  }

  write(tables: readonly KubeObject[]): void {
    const lines = tables.flatMap((table) => this.#lines(table));
    for (const cells of lines) {
      cells.slice(0, -1).forEach((cell, index) => {
        this.#widths[index] = Math.max(this.#widths[index] ?? NARROWEST, cell.length + GAP);
      });
    }
    for (const cells of lines) {
      const last = cells.length - 1;
      this.#print(cells.map((cell, index) => (index === last ? cell : cell.padEnd(this.#widths[index]!))).join(''));
    }
  }

  #lines({ columnDefinitions = [], rows }: KubeObject): string[][] {
    if (!rows?.length) return [];
    const shown: number[] = columnDefinitions.flatMap(({ priority }: { priority: number }, index: number) =>
      priority === 0 || this.#wide ? [index] : [],
    );
    const head = this.#begun ? [] : [shown.map((index) => columnDefinitions[index].name.toUpperCase() as string)];
    this.#begun = true;
    return [
      ...head,
      ...rows.map(({ cells }: { cells: unknown[] }) => shown.map((index) => String(cells[index] ?? '<none>'))),
    ];
  }
}
