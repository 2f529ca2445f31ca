import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { ParseError } from './errors.ts';

export type { SyntaxNode };

/** The official grammar's tree of a query that has no syntax error. @throws ParseError */
export function syntaxTree(query: string): SyntaxNode {
  const { topNode } = parser.parse(query);
  const mistake = firstMistake(topNode);
  if (mistake) throw describe(mistake, query);
  const [expression] = children(topNode);
  return expression!;
}

export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child);
  }
  return found;
}

export const child = (node: SyntaxNode, name: string): SyntaxNode | undefined => node.getChild(name) ?? undefined;

function firstMistake(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type.isError) return node;
  for (let next = node.firstChild; next; next = next.nextSibling) {
    const found = firstMistake(next);
    if (found) return found;
  }
  return undefined;
}

function describe(mistake: SyntaxNode, query: string): ParseError {
  const rest = query.slice(mistake.from);
  const called = /^([a-zA-Z_]\w*)\s*$/.exec(query.slice(0, mistake.from).match(/[a-zA-Z_]\w*\s*$/)?.[0] ?? '');
  const parent = mistake.parent;
  if (query.trim() === '') return new ParseError(0, 'no expression found in input');
  if (parent && called && /^\(/.test(query.slice(parent.firstChild?.to ?? 0).trimStart())) {
    return new ParseError(parent.from, `unknown function with name "${called[1]}"`);
  }
  if (rest.trim() === '') return new ParseError(query.length, 'unexpected end of input');
  const [token] = /^\s*(?:\w+|.)/s.exec(rest)!;
  return new ParseError(
    mistake.from + token.length - token.trimStart().length,
    `unexpected ${JSON.stringify(token.trim())}`,
  );
}
