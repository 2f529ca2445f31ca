import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, desk } from './desk.ts';
import { expectCell, NIGHTLY, PLOTS } from './expected.ts';
import { execute } from './nbconvert.ts';

const NAMES = Object.keys(PLOTS).filter((name) => !NIGHTLY.includes(name));

describe('Jupyter executes the notebooks in order', () => {
  let place: Desk;
  beforeAll(async () => {
    place = await desk();
  });
  afterAll(() => place.clear());

  it.each(NAMES)('%s passes every check and draws the expected plots', async (name) => {
    // The cells tell more of an error than Jupyter does.
    const { code: ended, stderr } = await execute(place, `${name}.ipynb`, '--allow-errors');
    expect(ended, stderr).toBe(0);
    const { cells } = await place.read(`${name}.ipynb`);
    const code = cells.filter(({ cell_type }) => cell_type === 'code');
    for (const cell of code) expectCell(cell, PLOTS[name]![cell.id]);
    expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_, index) => index + 1));
  });
});
