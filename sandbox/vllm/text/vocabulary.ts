import { hash } from '../../core/random.ts';

/** Ids from here on are special tokens, as in Llama 3. */
const SPECIAL = 128_000;
export const BEGIN_OF_TEXT = 128_000;
export const END_OF_TEXT = 128_001;
const SPECIAL_TEXT: ReadonlyMap<number, string> = new Map([
  [BEGIN_OF_TEXT, '<|begin_of_text|>'],
  [END_OF_TEXT, '<|end_of_text|>'],
]);

/** How many pieces are remembered; beyond that, pieces share ids. */
const CAPACITY = 65_536;

/** Ids for pieces of text. A piece's id is its hash, or the next free one, so that ids can be turned back into text. */
export class Vocabulary {
  readonly #ids = new Map<string, number>();
  readonly #pieces = new Map<number, string>();

  id(piece: string): number {
    const known = this.#ids.get(piece);
    if (known !== undefined) return known;
    let id = hash(piece) % SPECIAL;
    if (this.#ids.size >= CAPACITY) return id;
    while (this.#pieces.has(id)) id = (id + 1) % SPECIAL;
    this.#ids.set(piece, id);
    this.#pieces.set(id, piece);
    return id;
  }

  /** The text of a token; an id that was never given out stands for a space. */
  piece(id: number): string {
    return SPECIAL_TEXT.get(id) ?? this.#pieces.get(id) ?? ' ';
  }

  ids(pieces: readonly string[]): number[] {
    return pieces.map((piece) => this.id(piece));
  }

  /** Special tokens are left out, as `skip_special_tokens` does. */
  text(ids: ArrayLike<number>): string {
    let text = '';
    for (let i = 0; i < ids.length; i++) if (ids[i]! < SPECIAL) text += this.piece(ids[i]!);
    return text;
  }
}
