/**
 * A small terminal: what it shows after the sequences that a screen writes. Lines wrap at its width, and again when it
 * gets another one, with the cursor on the same character, as in VTE and tmux.
 */
export class Grid {
  columns: number;
  rows = 24;
  readonly lines: string[] = [''];
  /** The rows that go on with the line of the row before. */
  readonly #wrapped = new Set<number>();
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal reads them
    for (const part of text.match(/\u001b\[\d*[A-Za-z]|[\s\S]/g) ?? []) this.#take(part);
  }

  resize(columns: number): void {
    const before = { row: this.#row, column: this.#column };
    const rows = this.lines.splice(0, this.lines.length);
    const wrapped = new Set(this.#wrapped);
    this.#wrapped.clear();
    this.columns = columns;
    let line = '';
    let cursor: number | undefined;
    rows.forEach((text, row) => {
      if (row === before.row) cursor = line.length + before.column;
      line += text;
      if (wrapped.has(row + 1)) return;
      const first = this.lines.length;
      for (let at = 0; at === 0 || at < line.length; at += columns) {
        if (at > 0) this.#wrapped.add(this.lines.length);
        this.lines.push(line.slice(at, at + columns));
      }
      if (cursor !== undefined) {
        this.#row = Math.min(first + Math.floor(cursor / columns), this.lines.length - 1);
        this.#column = cursor - (this.#row - first) * columns;
      }
      line = '';
      cursor = undefined;
    });
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
    else if (part === '\n') {
      this.#goTo(this.#row + 1, 0);
      this.#wrapped.delete(this.#row);
    } else if (part.endsWith('A') && part.length > 1) this.#goTo(this.#row - Number(part.slice(2, -1)), this.#column);
    else if (part === '\u001b[K') this.lines[this.#row] = this.lines[this.#row]!.slice(0, this.#column);
    else if (part === '\u001b[J') {
      this.lines[this.#row] = this.lines[this.#row]!.slice(0, this.#column);
      this.lines.length = this.#row + 1;
      for (const row of this.#wrapped) if (row > this.#row) this.#wrapped.delete(row);
    } else if (!part.startsWith('\u001b')) this.#put(part);
  }

  #put(character: string): void {
    if (this.#column >= this.columns) {
      this.#goTo(this.#row + 1, 0);
      this.#wrapped.add(this.#row);
    }
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
