import { expect, test } from 'vitest';
import { startedText } from '../../../workshop/class/commands/started.ts';
import { spares } from '../../../workshop/class/names.ts';

const started = (kept: readonly string[], preparing = false) =>
  startedText(
    {
      instructor: 'i',
      sheet: 's',
      ready: 3,
      isolation: 'bubblewrap',
      learners: Array(3).fill({ name: '', label: '', link: '' }),
      kept,
      preparing,
    },
    {} as Parameters<typeof startedText>[1],
  );

test('a start with a shorter list names who stays, and how to remove them', () => {
  expect(started(['cy', 'di'])).toContain('npm run workshop -- remove cy di');
  expect(started([])).not.toContain('remove');
});

test("a start says whether the drills' stages are being prepared in the background", () => {
  expect(started([], true)).toMatch(/prepared in the background.*first drill/s);
  expect(started([])).not.toContain('background');
});

test('spare cards have names of their own', () => {
  expect(spares('2').map(({ name }) => name)).toEqual(['spare-01', 'spare-02']);
  expect(spares('0')).toEqual([]);
  for (const wrong of ['21', 'x', '-1'])
    expect(() => spares(wrong)).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
