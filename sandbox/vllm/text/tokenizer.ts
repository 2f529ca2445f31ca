/** Llama 3's first split: contractions, words with the space before them, numbers of up to three digits, marks, white space. */
const SPLIT =
  /'(?:s|t|re|ve|m|ll|d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/giu;

/** The longest piece that counts as one token; longer ones are cut into parts of `CUT` characters. */
const LONGEST_WORD = 12;
const CUT = 6;
/** Scripts and marks of which a token holds fewer characters. */
const CUT_OTHER = 2;
const ASCII_WORD = /^.?[A-Za-z]+$/;
const SPACE = /^\s+$/;

/**
 * Cut a text into tokens. An approximation of Llama 3's tokenizer without its 128,256-entry vocabulary: the first split
 * is the same, and instead of byte-pair merges a common-sized English word is one token. English text comes out within
 * a few percent; the pieces always join to the text.
 */
export function tokenize(text: string): string[] {
  const pieces: string[] = [];
  for (const piece of text.match(SPLIT) ?? []) {
    const longest = SPACE.test(piece) ? 16 : ASCII_WORD.test(piece) ? LONGEST_WORD + 1 : CUT_OTHER + 1;
    if (piece.length <= longest) pieces.push(piece);
    else cut(piece, longest === LONGEST_WORD + 1 ? CUT : CUT_OTHER, pieces);
  }
  return pieces;
}

function cut(piece: string, size: number, into: string[]): void {
  const characters = [...piece];
  for (let i = 0; i < characters.length; i += size) into.push(characters.slice(i, i + size).join(''));
}
