import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Random } from '../../core/random.ts';
import { tokenize } from './tokenizer.ts';

interface GrammarFile {
  readonly openings: readonly { readonly after: string; readonly texts: readonly string[] }[];
  readonly sentences: readonly string[];
  readonly slots: Readonly<Record<string, readonly string[]>>;
}

/** A text as tokens, ready to be strung together. Where it stands decides how it is cut. */
export interface Phrase {
  /** With the space before it. */
  readonly after: readonly string[];
  /** Without it: at the beginning of a text or of a paragraph. */
  readonly first: readonly string[];
}

export interface Grammar {
  readonly openings: readonly { readonly after: RegExp; readonly texts: readonly Phrase[] }[];
  readonly sentences: readonly Phrase[];
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
      texts: texts.map(phrase),
    })),
    sentences: Array.from({ length: BANK }, () => phrase(` ${fill(pick(sentences))}`)),
  };
}

function phrase(text: string): Phrase {
  return { after: tokenize(text), first: tokenize(text.trimStart()) };
}
