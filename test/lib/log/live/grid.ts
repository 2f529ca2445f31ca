/** A small terminal: what it shows after the sequences that a screen writes. Lines wrap at its width. */
export class Grid {
  columns: number;
  rows = 24;
  readonly lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal reads them
    for (const part of text.match(/\u001b\[\d*[A-Za-z]|[\s\S]/g) ?? []) this.#take(part);
  }

  /** The text, without empty lines at its end. */
  get text(): string {
    return this.lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd();
  }

  #take(part: string): void {
    if (part === '\r') this.#column = 0;
    else if (part === '\n') this.#goTo(this.#row + 1, 0);
    else if (part.endsWith('A') && part.length > 1) this.#goTo(this.#row - Number(part.slice(2, -1)), this.#column);
    else if (part === '\u001b[K') this.lines[this.#row] = this.lines[this.#row]!.slice(0, this.#column);
    else if (part === '\u001b[J') {
      this.lines[this.#row] = this.lines[this.#row]!.slice(0, this.#column);
      this.lines.length = this.#row + 1;
    } else if (!part.startsWith('\u001b')) this.#put(part);
  }

  #put(character: string): void {
    if (this.#column >= this.columns) this.#goTo(this.#row + 1, 0);
    const line = this.lines[this.#row]!.padEnd(this.#column);
    this.lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column++;
  }

  #goTo(row: number, column: number): void {
    if (row < 0) throw new Error('above the screen');
    while (this.lines.length <= row) this.lines.push('');
    this.#row = row;
    this.#column = column;
  }
}
