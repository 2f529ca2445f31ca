import type { Expression, MatrixSelector, Subquery, Timing, VectorSelector } from './ast.ts';
import { ParseError } from './errors.ts';

export function applyOffset(operand: Expression, offset: number): Expression {
  return retime(operand, { offset }, 'offset modifier', 'offset may not be set multiple times per selector');
}

export function applyAt(operand: Expression, at: number | 'start' | 'end'): Expression {
  return retime(operand, { at }, '@ modifier', '@ <timestamp> may not be set multiple times per selector');
}

function retime(operand: Expression, timing: Timing, modifier: string, twice: string): Expression {
  const set = (target: Timing): void => {
    if (Object.keys(timing).some((key) => key in target)) throw new ParseError(operand.position, twice);
  };
  switch (operand.kind) {
    case 'selector':
    case 'subquery':
      set(operand);
      return { ...operand, ...timing };
    case 'matrix':
      set(operand.selector);
      return { ...operand, selector: { ...operand.selector, ...timing } };
    default: {
      const expected = 'an instant vector selector or range vector selector or a subquery';
      throw new ParseError(operand.position, `${modifier} must be preceded by ${expected}`);
    }
  }
}

export function applyRange(operand: Expression, range: number): MatrixSelector {
  const selector = rangeable(operand);
  return { kind: 'matrix', position: operand.position, selector, range };
}

function rangeable(operand: Expression): VectorSelector {
  if (operand.kind !== 'selector') throw new ParseError(operand.position, 'ranges only allowed for vector selectors');
  if ('offset' in operand) throw new ParseError(operand.position, 'no offset modifiers allowed before range');
  if ('at' in operand) throw new ParseError(operand.position, 'no @ modifiers allowed before range');
  return operand;
}

export function applySubquery(operand: Expression, range: number, step: number | undefined): Subquery {
  const { position } = operand;
  return { kind: 'subquery', position, expression: operand, range, ...(step !== undefined && { step }) };
}
