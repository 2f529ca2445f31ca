export type Token =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'symbol'; readonly text: string };

const SPACE = /\s+/y;
const SYMBOL = /!=|<=|>=|[=<>:(),-]/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/sy;
const WORD = /[\w./|*@$~+%-]+/y;

/** Cut a filter of Cloud Monitoring into words, quoted strings and symbols. @throws SyntaxError */
export function tokens(filter: string): Token[] {
  const found: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(filter);
    if (match) position = pattern.lastIndex;
    return match;
  };
  while (position < filter.length) {
    if (take(SPACE)) continue;
    const quoted = take(QUOTED);
    if (quoted) {
      const text = (quoted[1] ?? quoted[2]!).replace(/\\(.)/gs, '$1');
      found.push({ kind: 'text', text, quoted: true });
      continue;
    }
    const symbol = take(SYMBOL);
    const word = symbol ? null : take(WORD);
    if (!symbol && !word) throw new SyntaxError(`Unexpected character "${filter[position]}".`);
    found.push(symbol ? { kind: 'symbol', text: symbol[0] } : { kind: 'text', text: word![0], quoted: false });
  }
  return found;
}
