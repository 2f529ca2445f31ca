import { Random } from '../../core/random.ts';
import { phrases } from './phrases.ts';
import { tokenize } from './tokenizer.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How much of a prompt's end decides how it is continued (characters). */
const TAIL = 60;

/** What a sequence says, token by token. */
export interface Wording {
  /** Output tokens after which the text ends, the end-of-text token included. */
  readonly endOfText: number;
  /** The first `tokens` tokens. */
  pieces(tokens: number): readonly string[];
  piece(index: number): string;
  /** The id of a token. */
  id(index: number, vocabulary: Vocabulary): number;
  /** The text of the first `tokens` tokens. */
  text(tokens: number): string;
}

/** A text that is given. */
export function wordingOf(text: string): Wording {
  const pieces = tokenize(text);
  return {
    endOfText: pieces.length + 1,
    pieces: (tokens) => pieces.slice(0, tokens),
    piece: (index) => pieces[index] ?? '',
    id: (index, vocabulary) => vocabulary.id(pieces[index] ?? ''),
    text: (tokens) => pieces.slice(0, tokens).join(''),
  };
}

/** The one text that a prompt and a seed lead to, written as far as it is asked for. */
export class Continuation implements Wording {
  readonly #pieces: string[] = [];
  readonly #ids: number[] = [];
  readonly #random: Random;
  /** Output tokens after which the model ends its text, the end-of-text token included. */
  readonly endOfText: number;
  /** Sentences until the paragraph ends. */
  #sentencesLeft: number;
  /** Whether what comes next begins a text or a paragraph. */
  #begins: boolean;
  #joined = { tokens: 0, text: '' };

  /** @param meanLength tokens after which texts end on average. */
  constructor(prompt: string, seed: string, meanLength: number) {
    this.#random = new Random(seed);
    this.endOfText = 2 + Math.ceil(-Math.log(1 - this.#random.next()) * meanLength);
    this.#sentencesLeft = this.#random.integer(4, 7);
    const tail = prompt.slice(-TAIL);
    const opening = phrases().openings.find(({ after }) => after.test(tail))!.phrase;
    this.#begins = /\s$/.test(tail);
    const pieces = this.#begins ? opening.first : opening.after;
    this.#pieces.push(...pieces);
    if (pieces.length > 0) this.#begins = false;
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

  /** The id of a token, looked up once. */
  id(index: number, vocabulary: Vocabulary): number {
    for (let i = this.#ids.length; i <= index; i++) this.#ids.push(vocabulary.id(this.piece(i)));
    return this.#ids[index]!;
  }

  /** The text of the first `tokens` tokens; asking again for the same costs nothing. */
  text(tokens: number): string {
    if (this.#joined.tokens !== tokens) this.#joined = { tokens, text: this.pieces(tokens).join('') };
    return this.#joined.text;
  }

  #extend(tokens: number): void {
    while (this.#pieces.length < tokens) this.#sentence();
  }

  #sentence(): void {
    const { after, first } = this.#pick(phrases().sentences);
    const sentence = this.#begins ? first : after;
    for (let i = 0; i < sentence.length - 1; i++) this.#pieces.push(sentence[i]!);
    const end = sentence.at(-1)!;
    this.#begins = --this.#sentencesLeft === 0;
    if (!this.#begins) {
      this.#pieces.push(end);
      return;
    }
    this.#pieces.push(...tokenize(`${end}\n\n`));
    this.#sentencesLeft = this.#random.integer(4, 7);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#random.integer(0, items.length - 1)]!;
  }
}
