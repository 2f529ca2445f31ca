import type { Aggregation, Expression, Grouping, Matching } from './ast.ts';
import { check } from './check.ts';
import { ParseError } from './errors.ts';
import { unquote } from './literals.ts';
import { applyAt, applyOffset, applyRange, applySubquery } from './modifiers.ts';
import { assemble, type Part } from './precedence.ts';
import { parseSelector } from './selector.ts';
import { child, children, type SyntaxNode, syntaxTree } from './syntax.ts';
import { readDuration, readLabels, readMoment, readNumber, readOffset, type TextOf } from './terms.ts';

/** A checked expression. @throws PromqlError `bad_data` that names what is wrong or not supported, and where. */
export function parse(query: string): Expression {
  try {
    const expression = new Reader((node) => query.slice(node.from, node.to)).expression(syntaxTree(query));
    check(expression);
    return expression;
  } catch (error) {
    throw error instanceof ParseError ? error.in(query) : error;
  }
}

const TAKES_PARAMETER: ReadonlySet<string> = new Set([
  'topk',
  'bottomk',
  'quantile',
  'count_values',
  'limitk',
  'limit_ratio',
]);

/** From the grammar's tree to ours. */
class Reader {
  readonly #textOf: TextOf;

  constructor(textOf: TextOf) {
    this.#textOf = textOf;
  }

  expression(node: SyntaxNode): Expression {
    const parts: Part[] = [];
    this.#collect(node, parts);
    return assemble(parts);
  }

  /** The parts of a tree in the order of the text; see precedence.ts. */
  #collect(node: SyntaxNode, parts: Part[]): void {
    const [first, second, third] = children(node);
    const position = node.from;
    const apply = this.#postfix(node.name, second, third);
    if (apply) {
      this.#collect(first!, parts);
      parts.push({ part: 'postfix', apply });
    } else if (node.name === 'BinaryExpr') {
      this.#collect(first!, parts);
      parts.push(this.#infix(node, second!));
      this.#collect(node.lastChild!, parts);
    } else if (node.name === 'UnaryExpr') {
      parts.push({ part: 'prefix', operator: this.#textOf(first!) as '-' | '+', position });
      this.#collect(second!, parts);
    } else if (node.name === 'NumberDurationLiteral') {
      const { sign, value } = readNumber(node, this.#textOf);
      if (sign) parts.push({ part: 'prefix', operator: sign, position });
      parts.push({ part: 'operand', expression: { kind: 'number', position, value } });
    } else {
      parts.push({ part: 'operand', expression: this.#operand(node) });
    }
  }

  #postfix(
    name: string,
    second: SyntaxNode | undefined,
    third: SyntaxNode | undefined,
  ): ((operand: Expression) => Expression) | undefined {
    switch (name) {
      case 'OffsetExpr': {
        const offset = readOffset(third!, this.#textOf);
        return (operand) => applyOffset(operand, offset);
      }
      case 'StepInvariantExpr': {
        const moment = readMoment(third!, this.#textOf);
        return (operand) => applyAt(operand, moment);
      }
      case 'MatrixSelector': {
        const range = readDuration(second!, this.#textOf);
        return (operand) => applyRange(operand, range);
      }
      case 'SubqueryExpr': {
        const range = readDuration(second!, this.#textOf);
        const step = third && readDuration(third, this.#textOf);
        return (operand) => applySubquery(operand, range, step);
      }
      default:
        return undefined;
    }
  }

  #infix(node: SyntaxNode, operator: SyntaxNode): Part {
    const unsupported = child(node, 'FillModifier') ?? child(node, 'TrimUpper') ?? child(node, 'TrimLower');
    if (unsupported) throw new ParseError(unsupported.from, `"${this.#textOf(unsupported)}" is not supported`);
    const clause = child(node, 'MatchingModifierClause');
    return {
      part: 'infix',
      operator: this.#textOf(operator).toLowerCase(),
      bool: child(node, 'BoolModifier') !== undefined,
      ...(clause && { matching: this.#matching(clause) }),
    };
  }

  #matching(clause: SyntaxNode): Matching {
    const [labels, include] = clause.getChildren('GroupingLabels').map((group) => readLabels(group, this.#textOf));
    const many = clause.getChild('GroupLeft') ? 'left' : clause.getChild('GroupRight') ? 'right' : undefined;
    return { on: clause.getChild('On') !== null, labels: labels!, include: include ?? [], ...(many && { many }) };
  }

  #operand(node: SyntaxNode): Expression {
    const position = node.from;
    switch (node.name) {
      case 'StringLiteral':
        return { kind: 'string', position, value: unquote(this.#textOf(node), position) };
      case 'ParenExpr':
        return { kind: 'paren', position, expression: this.expression(children(node)[0]!) };
      case 'VectorSelector':
        return parseSelector(node, this.#textOf);
      case 'FunctionCall': {
        const name = this.#textOf(child(node, 'FunctionIdentifier')!);
        return { kind: 'call', position, name, args: this.#args(node) };
      }
      case 'AggregateExpr':
        return this.#aggregation(node);
      default:
        throw new ParseError(position, `"${this.#textOf(node.lastChild ?? node)}" is not supported`);
    }
  }

  #aggregation(node: SyntaxNode): Aggregation {
    const position = node.from;
    const operator = this.#textOf(child(node, 'AggregateOp')!).toLowerCase();
    const modifier = child(node, 'AggregateModifier');
    const grouping: Grouping = {
      by: !modifier?.getChild('Without'),
      labels: modifier ? readLabels(child(modifier, 'GroupingLabels')!, this.#textOf) : [],
    };
    const args = this.#args(node);
    const expected = TAKES_PARAMETER.has(operator) ? 2 : 1;
    if (args.length !== expected) {
      const found = `expected ${expected}, got ${args.length}`;
      throw new ParseError(position, `wrong number of arguments for aggregate expression provided, ${found}`);
    }
    const [expression, parameter] = args.toReversed() as [Expression, Expression?];
    return { kind: 'aggregation', position, operator, expression, grouping, ...(parameter && { parameter }) };
  }

  #args(node: SyntaxNode): Expression[] {
    return children(child(node, 'FunctionCallBody')!).map((arg) => this.expression(arg));
  }
}
