import { describe, expect, it } from 'vitest';
import { formatSelector, unmet } from '../../../runbook/doctor/label-selector.ts';

const labels = { app: 'vllm-tpu', tier: 'gpu' };
const expression = (operator: string, key: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('a label selector', () => {
  it('needs its labels and its expressions', () => {
    const selector = { matchLabels: { app: 'vllm-tpu' }, ...expression('NotIn', 'tier', 'gpu', 'cpu') };
    expect(unmet(selector, labels)).toEqual(['tier notin (gpu,cpu)']);
  });

  it.each([
    ['In', 'app', ['vllm-tpu'], true],
    ['In', 'app', ['other'], false],
    ['In', 'gone', ['x'], false],
    ['NotIn', 'app', ['other'], true],
    ['NotIn', 'gone', ['x'], true],
    ['Exists', 'app', [], true],
    ['Exists', 'gone', [], false],
    ['DoesNotExist', 'gone', [], true],
    ['DoesNotExist', 'app', [], false],
  ])('knows %s %s %j: %s', (operator, key, values, holds) => {
    expect(unmet(expression(operator, key, ...values), labels).length === 0).toBe(holds);
  });

  it('selects everything when it is empty', () => {
    expect(unmet({}, labels)).toEqual([]);
    expect(unmet(undefined, undefined)).toEqual([]);
  });

  it('is written as kubectl -l takes it', () => {
    expect(
      formatSelector({
        matchLabels: { a: 'b' },
        matchExpressions: [
          { key: 'c', operator: 'Exists' },
          { key: 'd', operator: 'DoesNotExist' },
        ],
      }),
    ).toBe('a=b,c,!d');
  });
});
