import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { ParseError } from './errors.ts';

export type { SyntaxNode };

/** Without the recovery from mistakes that editors want, and that takes its time over long nonsense. */
const strict = parser.configure({ strict: true });

/** Deeper trees would need more stack than the process has. */
const DEEPEST = 500;

/** The official grammar's tree of a query that has no syntax error. @throws ParseError */
export function syntaxTree(query: string): SyntaxNode {
  if (query.trim() === '') throw new ParseError(0, 'no expression found in input');
  const tree = parsed(query);
  refuseDepth(tree);
  const [expression] = children(tree.topNode);
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

function parsed(query: string): Tree {
  try {
    return strict.parse(query);
  } catch (error) {
    const [, position] = /^No parse at (\d+)$/.exec((error as Error).message) ?? [];
    if (position === undefined) throw error;
    throw mistake(query, Number(position));
  }
}

function mistake(query: string, position: number): ParseError {
  // A name that the grammar does not know as a function's is a selector to it, and the parenthesis the mistake.
  const called = query[position] === '(' && /[a-zA-Z_:][\w:]*(?=\s*$)/.exec(query.slice(0, position));
  if (called) return new ParseError(called.index, `unknown function with name "${called[0]}"`);
  const token = /\S\w*/.exec(query.slice(position));
  if (!token) return new ParseError(query.length, 'unexpected end of input');
  return new ParseError(position + token.index, `unexpected ${JSON.stringify(token[0])}`);
}

function refuseDepth(tree: Tree): void {
  let depth = 0;
  tree.iterate({
    enter({ from }) {
      if (++depth > DEEPEST) throw new ParseError(from, 'the expression is nested too deeply');
    },
    leave() {
      depth--;
    },
  });
}
