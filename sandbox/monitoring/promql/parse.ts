import type { Aggregation, Call, Expression, Grouping, Matching } from './ast.ts';
import { check } from './check.ts';
import { ParseError, type PromqlError } from './errors.ts';
import { durationLiteral, parseNumber, unquote } from './literals.ts';
import { applyAt, applyOffset, applyRange, applySubquery } from './modifiers.ts';
import { assemble, type Part } from './precedence.ts';
import { parseSelector } from './selector.ts';
import { child, children, type SyntaxNode, syntaxTree } from './syntax.ts';

/** A checked expression. @throws PromqlError `bad_data` that names what is wrong or not supported, and where. */
export function parse(query: string): Expression {
  try {
    const expression = new Reader(query).expression(syntaxTree(query));
    check(expression);
    return expression;
  } catch (error) {
    throw error instanceof ParseError ? (error.in(query) satisfies PromqlError) : error;
  }
}

class Reader {
  readonly #query: string;

  constructor(query: string) {
    this.#query = query;
  }

  expression(node: SyntaxNode): Expression {
    return assemble([...this.#parts(node)]);
  }

  /** The parts of a tree in the order of the text; see precedence.ts. */
  *#parts(node: SyntaxNode): Generator<Part> {
    const [first, second, third] = children(node);
    switch (node.name) {
      case 'BinaryExpr': {
        yield* this.#parts(first!);
        yield this.#infix(node, second!);
        yield* this.#parts(node.lastChild!);
        return;
      }
      case 'UnaryExpr': {
        yield { part: 'prefix', operator: this.#text(first!) as '-' | '+', position: node.from };
        yield* this.#parts(second!);
        return;
      }
      case 'NumberDurationLiteral': {
        yield* this.#number(node);
        return;
      }
      case 'OffsetExpr': {
        yield* this.#parts(first!);
        const offset = this.#offset(third!);
        yield { part: 'postfix', apply: (operand) => applyOffset(operand, offset) };
        return;
      }
      case 'StepInvariantExpr': {
        yield* this.#parts(first!);
        const at = third!.name === 'AtModifierPreprocessors' ? atBoundary(third!) : this.#timestamp(third!);
        yield { part: 'postfix', apply: (operand) => applyAt(operand, at) };
        return;
      }
      case 'MatrixSelector': {
        yield* this.#parts(first!);
        const range = this.#duration(second!);
        yield { part: 'postfix', apply: (operand) => applyRange(operand, range) };
        return;
      }
      case 'SubqueryExpr': {
        yield* this.#parts(first!);
        const range = this.#duration(second!);
        const step = third && this.#duration(third);
        yield { part: 'postfix', apply: (operand) => applySubquery(operand, range, step) };
        return;
      }
      default:
        yield { part: 'operand', expression: this.#operand(node) };
    }
  }

  #operand(node: SyntaxNode): Expression {
    const position = node.from;
    switch (node.name) {
      case 'StringLiteral':
        return { kind: 'string', position, value: unquote(this.#text(node), position) };
      case 'ParenExpr':
        return { kind: 'paren', position, expression: this.expression(children(node)[0]!) };
      case 'VectorSelector':
        return parseSelector(node, this.#query);
      case 'FunctionCall':
        return this.#call(node);
      case 'AggregateExpr':
        return this.#aggregation(node);
      default:
        throw new ParseError(position, `"${this.#text(node.lastChild ?? node)}" is not supported (${node.name})`);
    }
  }

  *#number(node: SyntaxNode): Generator<Part> {
    const [, sign, digits] = /^([-+]?)(.*)$/s.exec(this.#text(node))!;
    if (sign) yield { part: 'prefix', operator: sign as '-' | '+', position: node.from };
    const value = parseNumber(digits!.trim());
    if (value === undefined) throw new ParseError(node.from, `error parsing number: "${digits}"`);
    yield { part: 'operand', expression: { kind: 'number', position: node.from, value } };
  }

  #infix(node: SyntaxNode, operator: SyntaxNode): Part {
    const unsupported = child(node, 'FillModifier') ?? child(node, 'TrimUpper') ?? child(node, 'TrimLower');
    if (unsupported) throw new ParseError(unsupported.from, `"${this.#text(unsupported)}" is not supported`);
    const clause = child(node, 'MatchingModifierClause');
    return {
      part: 'infix',
      operator: this.#text(operator).toLowerCase(),
      bool: child(node, 'BoolModifier') !== undefined,
      ...(clause && { matching: this.#matching(clause) }),
    };
  }

  #matching(clause: SyntaxNode): Matching {
    const [labels, include] = clause.getChildren('GroupingLabels').map((group) => this.#labels(group));
    const many = clause.getChild('GroupLeft') ? 'left' : clause.getChild('GroupRight') ? 'right' : undefined;
    return { on: clause.getChild('On') !== null, labels: labels!, include: include ?? [], ...(many && { many }) };
  }

  #call(node: SyntaxNode): Call {
    const name = this.#text(child(node, 'FunctionIdentifier')!);
    return { kind: 'call', position: node.from, name, args: this.#args(node) };
  }

  #aggregation(node: SyntaxNode): Aggregation {
    const operator = this.#text(child(node, 'AggregateOp')!).toLowerCase();
    const modifier = child(node, 'AggregateModifier');
    const grouping: Grouping = {
      by: !modifier?.getChild('Without'),
      labels: modifier ? this.#labels(child(modifier, 'GroupingLabels')!) : [],
    };
    const args = this.#args(node);
    const expected = TAKES_PARAMETER.has(operator) ? 2 : 1;
    if (args.length !== expected) {
      const found = `expected ${expected}, got ${args.length}`;
      throw new ParseError(node.from, `wrong number of arguments for aggregate expression provided, ${found}`);
    }
    const parameter = expected === 2 ? args[0] : undefined;
    const expression = args.at(-1)!;
    return {
      kind: 'aggregation',
      position: node.from,
      operator,
      expression,
      grouping,
      ...(parameter && { parameter }),
    };
  }

  #args(node: SyntaxNode): Expression[] {
    return children(child(node, 'FunctionCallBody')!).map((arg) => this.expression(arg));
  }

  #labels(grouping: SyntaxNode): string[] {
    return children(grouping).map((label) => {
      const text = this.#text(label);
      return label.name === 'QuotedLabelName' ? unquote(text, label.from) : text;
    });
  }

  #duration(node: SyntaxNode): number {
    const [literal, ...more] = children(node);
    if (literal?.name !== 'NumberDurationLiteralInDurationContext' || more.length > 0) {
      throw new ParseError(node.from, `duration expressions such as "${this.#text(node)}" are not supported`);
    }
    const duration = durationLiteral(this.#text(literal), literal.from);
    if (duration <= 0) throw new ParseError(node.from, 'duration must be greater than 0');
    return duration;
  }

  #offset(node: SyntaxNode): number {
    const [, sign, digits] = /^([-+]?)\s*(.*)$/s.exec(this.#text(node))!;
    const offset = durationLiteral(digits!, node.from);
    return sign === '-' ? -offset : offset;
  }

  #timestamp(node: SyntaxNode): number {
    const seconds = parseNumber(this.#text(node));
    if (seconds === undefined || !Number.isFinite(seconds)) {
      throw new ParseError(node.from, `timestamp out of bounds for @ modifier: ${this.#text(node)}`);
    }
    return Math.round(seconds * 1000);
  }

  #text(node: SyntaxNode): string {
    return this.#query.slice(node.from, node.to);
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

const atBoundary = (node: SyntaxNode): 'start' | 'end' => (node.getChild('AtStart') ? 'start' : 'end');
