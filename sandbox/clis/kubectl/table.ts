import type { KubeObject } from './api.ts';

/** As kubectl's tab writer: no column is narrower than six, and between two there are at least three spaces. */
const NARROWEST = 6;
const GAP = 3;

interface TableOptions {
  /** With the columns that only `-o wide` has. */
  readonly wide: boolean;
  /** Labels that have columns of their own. */
  readonly labels: readonly string[];
  readonly print: (line: string) => void;
}

/** Prints the server's tables; their head once, and later rows no narrower than those before. */
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
