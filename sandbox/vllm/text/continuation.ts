import { Random } from '../../core/random.ts';
import { grammar } from './grammar.ts';

/** How much of a prompt's end decides how it is continued (characters). */
const TAIL = 60;

/** The one text that a prompt and a seed lead to, written as far as it is asked for. */
export class Continuation {
  readonly #pieces: string[] = [];
  readonly #random: Random;
  /** Output tokens after which the model ends its text, the end-of-text token included. */
  readonly endOfText: number;
  #sentencesLeft: number;
  #joined = { tokens: 0, text: '' };

  /** @param meanLength tokens after which texts end on average. */
  constructor(prompt: string, seed: string, meanLength: number) {
    this.#random = new Random(seed);
    this.endOfText = 2 + Math.ceil(-Math.log(1 - this.#random.next()) * meanLength);
    this.#sentencesLeft = this.#random.integer(4, 7);
    const tail = prompt.slice(-TAIL);
    const opening = grammar().openings.find(({ after }) => after.test(tail))!;
    const pieces = this.#pick(opening.texts);
    this.#pieces.push(
      ...(/\s$/.test(tail) && pieces[0]?.startsWith(' ') ? [pieces[0].slice(1), ...pieces.slice(1)] : pieces),
    );
    if (/\s$/.test(tail) && pieces.length === 0) this.#sentence(true);
  }

  /** The first `tokens` tokens. */
  pieces(tokens: number): readonly string[] {
    this.#extend(tokens);
    return this.#pieces.slice(0, tokens);
  }

  piece(index: number): string {
    this.#extend(index + 1);
    return this.#pieces[index]!;
  }

  /** The text of the first `tokens` tokens; asking again for the same costs nothing. */
  text(tokens: number): string {
    if (this.#joined.tokens !== tokens) this.#joined = { tokens, text: this.pieces(tokens).join('') };
    return this.#joined.text;
  }

  #extend(tokens: number): void {
    while (this.#pieces.length < tokens) this.#sentence(false);
  }

  #sentence(first: boolean): void {
    let begins = first;
    if (this.#sentencesLeft-- === 0) {
      this.#pieces.push('\n\n');
      this.#sentencesLeft = this.#random.integer(4, 7);
      begins = true;
    }
    const sentence = this.#pick(grammar().sentences);
    this.#pieces.push(begins ? sentence[0]!.slice(1) : sentence[0]!);
    for (let i = 1; i < sentence.length; i++) this.#pieces.push(sentence[i]!);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#random.integer(0, items.length - 1)]!;
  }
}
