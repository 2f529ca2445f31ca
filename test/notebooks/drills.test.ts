import { expect, it } from 'vitest';
import { sources } from '../../notebooks/build.ts';
import { drills } from '../../workshop/drills/list/index.ts';

const linked = sources().flatMap(([, { sections }]) => sections.flatMap((section) => section.drills ?? []));

it('one section of the notebooks names each drill', () => {
  expect(drills.map(({ id }) => id).filter((id) => !linked.includes(id))).toEqual([]);
  expect(linked.filter((id, index) => linked.indexOf(id) < index)).toEqual([]);
});
