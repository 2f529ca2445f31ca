import { Random } from '../../core/random.ts';
import { Continuation } from './continuation.ts';
import { Recent } from './recent.ts';
import { tokenize } from './tokenizer.ts';
import { BEGIN_OF_TEXT, Vocabulary } from './vocabulary.ts';

/** Longer prompts are not remembered (characters). */
const LONGEST_REMEMBERED = 20_000;

/** A model's tokenizer and its hand: the same prompt at temperature 0 always leads to the same text. */
export class Writing {
  readonly vocabulary = new Vocabulary();
  readonly #prompts = new Recent<readonly number[]>(128);
  readonly #greedy = new Recent<Continuation>(64);
  readonly #seed: string;
  readonly #meanLength: number;
  #sampled = 0;

  /** @param meanLength tokens after which a text ends on average */
  constructor(seed: string, meanLength: number) {
    this.#seed = seed;
    this.#meanLength = meanLength;
  }

  /** Token ids, with the begin-of-text token that Llama's tokenizer puts first. */
  encode(text: string, special = true): readonly number[] {
    if (!special) return this.vocabulary.ids(tokenize(text));
    if (text.length > LONGEST_REMEMBERED) return this.#encode(text);
    return this.#prompts.get(text, () => this.#encode(text));
  }

  #encode(text: string): readonly number[] {
    return [BEGIN_OF_TEXT, ...this.vocabulary.ids(tokenize(text))];
  }

  decode(ids: ArrayLike<number>): string {
    return this.vocabulary.text(ids);
  }

  /** Which of so many answers the model gives. @param greedy temperature 0 */
  pick(prompt: string, greedy: boolean, count: number): number {
    return new Random(greedy ? `greedy/${prompt}` : `${this.#seed}/${this.#sampled++}`).integer(0, count - 1);
  }

  /** What the model says next. @param greedy temperature 0 */
  continue(prompt: string, greedy: boolean): Continuation {
    if (greedy) return this.#greedy.get(prompt, () => new Continuation(prompt, `greedy/${prompt}`, this.#meanLength));
    return new Continuation(prompt, `${this.#seed}/${this.#sampled++}`, this.#meanLength);
  }
}
