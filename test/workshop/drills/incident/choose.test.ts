import { expect, it } from 'vitest';
import { chosen } from '../../../../workshop/drills/incident/choose.ts';
import { TROUBLES } from '../../../../workshop/drills/incident/troubles.ts';

const codes = (seed: number): readonly string[] => chosen(seed).map(({ code }) => code);

it('chooses the same troubles for the same seed', () => {
  expect(codes(7)).toEqual(codes(7));
});

it('chooses one of the server and one of the metric', () => {
  for (let seed = 0; seed < 50; seed++) expect(chosen(seed).map(({ place }) => place)).toEqual(['server', 'metric']);
});

it('chooses every trouble for some seed', () => {
  const all = new Set(Array.from({ length: 50 }, (_, seed) => codes(seed)).flat());
  expect([...all].sort()).toEqual(TROUBLES.map(({ code }) => code).sort());
});
