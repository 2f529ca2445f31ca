import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Random } from '../../core/random.ts';
import { tokenize } from './tokenizer.ts';

interface GrammarFile {
  readonly openings: readonly { readonly after: string; readonly texts: readonly string[] }[];
  readonly sentences: readonly string[];
  readonly slots: Readonly<Record<string, readonly string[]>>;
}

/** Texts as tokens, ready to be strung together. */
export interface Grammar {
  readonly openings: readonly { readonly after: RegExp; readonly texts: readonly (readonly string[])[] }[];
  /** Each begins with a space. */
  readonly sentences: readonly (readonly string[])[];
}

/** Sentences that are made beforehand, so that writing a text costs next to nothing. */
const BANK = 1000;

let loaded: Grammar | undefined;

export function grammar(): Grammar {
  loaded ??= compile(parse(readFileSync(new URL('grammar.yaml', import.meta.url), 'utf8')) as GrammarFile);
  return loaded;
}

function compile({ openings, sentences, slots }: GrammarFile): Grammar {
  const random = new Random('sentences');
  const pick = (words: readonly string[]): string => words[random.integer(0, words.length - 1)]!;
  const fill = (pattern: string): string => pattern.replace(/\{(\w+)\}/g, (_, slot: string) => pick(slots[slot]!));
  return {
    openings: openings.map(({ after, texts }) => ({
      after: new RegExp(after.replace('(?i)', ''), after.startsWith('(?i)') ? 'i' : ''),
      texts: texts.map(tokenize),
    })),
    sentences: Array.from({ length: BANK }, () => tokenize(` ${fill(pick(sentences))}`)),
  };
}
