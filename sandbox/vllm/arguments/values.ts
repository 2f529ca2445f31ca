import type { Option } from './catalogue.ts';

export type Value = string | number | boolean | readonly string[];

const SUFFIX: Readonly<Record<string, number>> = {
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

/** Reads one word; undefined if it is invalid. */
const READERS: Readonly<Record<'int' | 'size' | 'float' | 'string', (word: string) => Value | undefined>> = {
  string: (word) => word,
  int: (word) => (/^[+-]?\d+$/.test(word) ? Number(word) : undefined),
  float: (word) => (word.trim() !== '' && Number.isFinite(Number(word)) ? Number(word) : undefined),
  size: (word) => {
    // -1 and auto stand for the longest that fits (vllm/engine/arg_utils.py, human_readable_int_or_auto).
    if (word === 'auto' || word === '-1') return -1;
    const match = /^(\d+(?:\.\d+)?)([kmgtKMGT])?$/.exec(word);
    return match ? Math.floor(Number(match[1]) * (SUFFIX[match[2] ?? ''] ?? 1)) : undefined;
  },
};

/** The value of an option's word. @returns what argparse says of an invalid one, as an Error */
export function readValue({ kind, choices }: Option, word: string): Value | Error {
  if (kind === 'choice') {
    if (choices!.includes(word)) return word;
    return new Error(`invalid choice: '${word}' (choose from ${choices!.map((each) => `'${each}'`).join(', ')})`);
  }
  if (kind === 'json') {
    try {
      JSON.parse(word);
      return word;
    } catch {
      return new Error(`Value ${word} cannot be converted to <function loads>.`);
    }
  }
  const reader = READERS[kind as keyof typeof READERS];
  return reader(word) ?? new Error(`invalid ${kind === 'float' ? 'float' : 'int'} value: '${word}'`);
}
