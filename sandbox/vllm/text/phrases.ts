import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { tokenize } from './tokenizer.ts';

interface PhrasesFile {
  readonly openings: readonly { readonly after: string; readonly text: string }[];
  readonly sentences: readonly string[];
}

/** A text as tokens, ready to be strung together. Where it stands decides how it is cut. */
export interface Phrase {
  /** With the space before it. */
  readonly after: readonly string[];
  /** Without it: at the beginning of a text or of a paragraph. */
  readonly first: readonly string[];
}

export interface Phrases {
  /** What goes on from the end of a prompt. */
  readonly openings: readonly { readonly after: RegExp; readonly phrase: Phrase }[];
  readonly sentences: readonly Phrase[];
}

let loaded: Phrases | undefined;

export function phrases(): Phrases {
  if (loaded) return loaded;
  const file = parse(readFileSync(new URL('phrases.yaml', import.meta.url), 'utf8')) as PhrasesFile;
  loaded = {
    openings: file.openings.map(({ after, text }) => ({ after: new RegExp(after), phrase: phrase(text) })),
    sentences: file.sentences.map((text) => phrase(` ${text}`)),
  };
  return loaded;
}

function phrase(text: string): Phrase {
  return { after: tokenize(text), first: tokenize(text.trimStart()) };
}
