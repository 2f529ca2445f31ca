import { NAME } from '../labels.ts';
import { type LabelMatcher, labelMatcher, type MatchOperator } from '../matcher.ts';
import type { VectorSelector } from './ast.ts';
import { ParseError } from './errors.ts';
import { unquote } from './literals.ts';
import { child, children, type SyntaxNode } from './syntax.ts';
import type { TextOf } from './terms.ts';

/** `name{label="x"}`, `{__name__="name"}` or `{"any.name", "any.label"="x"}`. */
export function parseSelector(node: SyntaxNode, textOf: TextOf): VectorSelector {
  const names: { name: string; position: number }[] = [];
  const matchers: LabelMatcher[] = [];

  const identifier = child(node, 'Identifier');
  if (identifier) names.push({ name: textOf(identifier), position: identifier.from });
  const list = child(node, 'LabelMatchers');
  for (const part of list ? children(list) : []) {
    if (part.name === 'QuotedLabelName') names.push({ name: unquote(textOf(part), part.from), position: part.from });
    else matchers.push(parseMatcher(part, textOf));
  }

  const [first, second] = names;
  const explicit = matchers.find((matcher) => matcher.name === NAME && matcher.operator === '=');
  const twice = second?.name ?? (first && explicit?.value);
  if (first && twice !== undefined) {
    throw new ParseError(node.from, `metric name must not be set twice: "${first.name}" or "${twice}"`);
  }
  if (first) matchers.push(labelMatcher(NAME, '=', first.name));
  if (matchers.every((matcher) => matcher.matches(''))) {
    throw new ParseError(node.from, 'vector selector must contain at least one non-empty matcher');
  }
  return { kind: 'selector', position: node.from, matchers };
}

function parseMatcher(node: SyntaxNode, textOf: TextOf): LabelMatcher {
  const [name, operator, value] = children(node);
  const label = name!.name === 'QuotedLabelName' ? unquote(textOf(name!), name!.from) : textOf(name!);
  const wanted = unquote(textOf(value!), value!.from);
  try {
    return labelMatcher(label, textOf(operator!) as MatchOperator, wanted);
  } catch (error) {
    throw new ParseError(value!.from, (error as Error).message);
  }
}
