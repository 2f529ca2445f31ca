import type { KubeObject } from './api.ts';

/** kubectl's tab writer: columns of at least 6 characters, separated by at least 3 spaces. */
const NARROWEST = 6;
const GAP = 3;

interface TableOptions {
  /** Include the columns of `-o wide`. */
  readonly wide: boolean;
  /** Labels to show as columns. */
  readonly labels: readonly string[];
  readonly print: (line: string) => void;
}

/** Prints the server's tables: the header once, and later rows at least as wide as earlier ones. */
export class TableWriter {
  readonly #options: TableOptions;
  #widths: number[] = [];
  #begun = false;

  constructor(options: TableOptions) {
    this.#options = options;
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
      const line = cells.map((cell, index) => (index === last ? cell : cell.padEnd(this.#widths[index]!))).join('');
      this.#options.print(line);
    }
  }

  #lines({ columnDefinitions = [], rows }: KubeObject): string[][] {
    if (!rows?.length) return [];
    const { wide, labels } = this.#options;
    const shown: number[] = columnDefinitions.flatMap(({ priority }: { priority: number }, index: number) =>
      priority === 0 || wide ? [index] : [],
    );
    const names = [...shown.map((index) => columnDefinitions[index].name as string), ...labels.map(lastPart)];
    const head = this.#begun ? [] : [names.map((name) => name.toUpperCase())];
    this.#begun = true;
    const row = ({ cells, object }: KubeObject): string[] => [
      ...shown.map((index) => String(cells[index] ?? '<none>')),
      ...labels.map((label) => String(object?.metadata?.labels?.[label] ?? '')),
    ];
    return [...head, ...rows.map(row)];
  }
}

function lastPart(label: string): string {
  return label.slice(label.lastIndexOf('/') + 1);
}
