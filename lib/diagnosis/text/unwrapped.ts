/** Messages that a terminal or a box wraps, by how they begin and end. Their values stand in single quotes. */
const WRAPPED: readonly (readonly [first: RegExp, whole: RegExp])[] = [
  // huggingface_hub, utils/_validators.py
  [/\bRepo id must be in the form\b/, /\bRepo id must be in the form\b.*\bif needed\b/],
];
const MOST_WRAPPED = 6;
const ROW = /^\s*[│┃] ?(?<said>.*?)\s*[│┃]?\s*$/;

/** Places at which a line goes on in the next one: the words before, and the beginning of the next. */
const GOES_ON: readonly (readonly [RegExp, string])[] = [
  [/(unable to handle the request)\s*\n?\s*(\(get)\s*\n?\s*(?=\S+\))/g, '$1 $2 '],
  [/\b(for url:?)[ \t]*[│┃]?\n[ \t]*[│┃]?[ \t]*(?=['"]?https?:\/\/)/gi, '$1 '],
];

/** The text with each wrapped message in one line, out of its box. */
export function unwrapped(given: string): string {
  const text = GOES_ON.reduce((one, [pattern, joined]) => one.replace(pattern, joined), given);
  if (!WRAPPED.some(([first]) => first.test(text))) return text;
  const lines = text.split('\n');
  const read: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const found = wholeAt(lines, at);
    read.push(found?.line ?? lines[at]!);
    at += found?.more ?? 0;
  }
  return read.join('\n');
}

/** The whole message that begins in a line, and in how many more lines it ends. */
function wholeAt(lines: readonly string[], at: number): { readonly line: string; readonly more: number } | undefined {
  const [first, whole] = WRAPPED.find(([first]) => first.test(lines[at]!)) ?? [];
  if (!first || !whole || whole.test(lines[at]!)) return undefined;
  let line = outOfBox(lines[at]!);
  for (const [more, next] of lines
    .slice(at + 1, at + MOST_WRAPPED)
    .map(outOfBox)
    .entries()) {
    // A value breaks in a word, other words at a space.
    const isInValue = line.slice(line.search(first)).split("'").length % 2 === 0;
    line = `${line}${isInValue ? '' : ' '}${next}`;
    if (whole.test(line)) return { line, more: more + 1 };
  }
  return undefined;
}

const outOfBox = (line: string): string => (ROW.exec(line)?.groups?.said ?? line).trim();
