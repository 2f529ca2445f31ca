import { ParseError } from './errors.ts';
import { durationLiteral, parseNumber, unquote } from './literals.ts';
import { children, type SyntaxNode } from './syntax.ts';

/** The query's text that a node covers. */
export type TextOf = (node: SyntaxNode) => string;

const SIGNED = /^([-+]?)\s*(.*)$/s;

/** A number, and the sign that the grammar takes for a part of it. */
export function readNumber(node: SyntaxNode, textOf: TextOf): { sign: '-' | '+' | ''; value: number } {
  const [, sign, digits] = SIGNED.exec(textOf(node))!;
  const value = parseNumber(digits!);
  if (value === undefined) throw new ParseError(node.from, `error parsing number: "${digits}"`);
  return { sign: sign as '-' | '+' | '', value };
}

/** The ms of a range or a step. */
export function readDuration(node: SyntaxNode, textOf: TextOf): number {
  const [literal, ...more] = children(node);
  if (literal?.name !== 'NumberDurationLiteralInDurationContext' || more.length > 0) {
    throw new ParseError(node.from, `duration expressions such as "${textOf(node)}" are not supported`);
  }
  const duration = durationLiteral(textOf(literal), literal.from);
  if (duration <= 0) throw new ParseError(node.from, 'duration must be greater than 0');
  return duration;
}

/** The ms of an offset, which may be negative. */
export function readOffset(node: SyntaxNode, textOf: TextOf): number {
  const [, sign, digits] = SIGNED.exec(textOf(node))!;
  const offset = durationLiteral(digits!, node.from);
  return sign === '-' ? -offset : offset;
}

/** What follows an `@`: ms since the epoch, or an end of the query's range. */
export function readMoment(node: SyntaxNode, textOf: TextOf): number | 'start' | 'end' {
  if (node.name === 'AtModifierPreprocessors') return node.getChild('AtStart') ? 'start' : 'end';
  const seconds = parseNumber(textOf(node));
  if (seconds !== undefined && Number.isFinite(seconds)) return Math.round(seconds * 1000);
  throw new ParseError(node.from, `timestamp out of bounds for @ modifier: ${textOf(node)}`);
}

/** Label names between parentheses, quoted or not. */
export function readLabels(grouping: SyntaxNode, textOf: TextOf): string[] {
  return children(grouping).map((label) => {
    const text = textOf(label);
    return label.name === 'QuotedLabelName' ? unquote(text, label.from) : text;
  });
}
