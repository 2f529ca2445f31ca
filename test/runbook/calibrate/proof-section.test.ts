import { expect, it } from 'vitest';
import { formatProof } from '../../../runbook/calibrate/proof-section.ts';
import type { Proof } from '../../../runbook/calibrate/prove.ts';

const outcome = (name: string, ordered: number | undefined): Proof['outcomes'][number] => ({
  name,
  ordered,
  served: 600,
  attainment: { firstToken: 1, answer: 1 },
  goodput: 1,
  firstToken: undefined,
  answer: undefined,
  nodeHours: 1,
  dollars: 21.6,
  flaps: 0,
});

it('tells a replica that was ordered before the overload, after it, and never', () => {
  const outcomes = [outcome('early', -285), outcome('late', 45), outcome('none', undefined)];
  const text = formatProof({ trials: [], outcomes, limits: { firstToken: 2, answer: 29 } });
  const row = text.split('\n').find((line) => line.includes('overload to order'));
  expect(row?.split(/ {2,}/).slice(-3)).toEqual(['4m 45s before', '45s', 'never']);
});
