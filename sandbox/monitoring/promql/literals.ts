import { ParseError } from './errors.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

const DURATION = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?$/;

/** Milliseconds of a Prometheus duration such as `1h30m`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (text === '' || !DURATION.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) total += Number(count) * UNITS[unit!]!;
  return total;
}

/** A number as PromQL writes it: `1_000`, `0x1f`, `1e3`, `Inf`, `NaN`, also a duration, which counts in seconds. */
export function parseNumber(text: string): number | undefined {
  const [, sign, body] = /^([-+]?)\s*(.*)$/s.exec(text)!;
  const plain = body!.toLowerCase().replaceAll('_', '');
  const value = { inf: Number.POSITIVE_INFINITY, nan: Number.NaN }[plain] ?? magnitude(plain);
  return value === undefined ? undefined : sign === '-' ? -value : value;
}

function magnitude(text: string): number | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return duration / 1000;
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/** `5m`, or a number of seconds, in milliseconds. */
export function durationLiteral(text: string, position: number): number {
  const seconds = parseNumber(text);
  if (seconds === undefined || !Number.isFinite(seconds))
    throw new ParseError(position, `not a valid duration string: "${text}"`);
  return Math.round(seconds * 1000);
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\"']))/y;

/** The text of a quoted string, with Go's escapes; between backquotes there are none. */
export function unquote(literal: string, position: number): string {
  const quote = literal[0]!;
  if (quote === '`') return literal.slice(1, -1);
  let text = '';
  for (let i = 1; i < literal.length; ) {
    const character = literal[i]!;
    if (character === quote && i === literal.length - 1) return text;
    if (character !== '\\') {
      text += character;
      i++;
      continue;
    }
    ESCAPE.lastIndex = i;
    const found = ESCAPE.exec(literal);
    if (!found) throw new ParseError(position + i, 'unknown escape sequence');
    const [all, hex2, hex4, hex8, octal, letter] = found;
    const code = octal ? Number.parseInt(octal, 8) : Number.parseInt(hex2 ?? hex4 ?? hex8 ?? '0', 16);
    if (code > 0x10ffff) throw new ParseError(position + i, 'escape sequence is an invalid Unicode code point');
    text += letter ? ESCAPES[letter] : String.fromCodePoint(code);
    i += all.length;
  }
  throw new ParseError(position, 'unterminated quoted string');
}
