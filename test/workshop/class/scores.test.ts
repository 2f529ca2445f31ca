import { expect, it } from 'vitest';
import { type Scores, scoresCsv } from '../../../workshop/class/scores.ts';

const drill = (id: string, points: number) => ({ id, points, of: 100, passed: points === 100, hints: 1, attempts: 1 });
const one: Scores = {
  name: 'ana',
  label: 'Ana',
  steps: ['01-cluster'],
  stepsOf: 13,
  points: 130,
  pointsOf: 200,
  drills: [drill('quota', 100), drill('hpa', 30)],
  quiz: [],
  lastProgress: '2026-01-01T12:00:00.000Z',
};

it('has a line a learner, and a column a drill', () => {
  expect(scoresCsv([one, { ...one, name: 'ben', drills: [] }]).split('\r\n')).toEqual([
    'name,label,steps,steps_of,points,points_of,drills_passed,hints,quiz,quiz_of,hpa,quota,last_progress',
    'ana,Ana,1,13,130,200,1,2,0,0,30,100,2026-01-01T12:00:00.000Z',
    'ben,Ana,1,13,130,200,0,0,0,0,,,2026-01-01T12:00:00.000Z',
  ]);
});

it.each([
  ['García, Ana "Ani"', '"García, Ana ""Ani"""'],
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['@x', "'@x"],
])('a spreadsheet shows %j as text', (label, field) => {
  expect(scoresCsv([{ ...one, label }])).toContain(`ana,${field},1`);
});
