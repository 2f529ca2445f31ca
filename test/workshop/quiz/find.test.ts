import { expect, test } from 'vitest';
import { questionNamed, quizNamed, quizOf } from '../../../workshop/quiz/find.ts';

test.each([
  [() => questionNamed('ttft-p9'), 'npm run quiz -- answer ttft-p90 VALUE'],
  [() => questionNamed('something-else'), 'npm run quiz -- list'],
  [() => quizNamed('02-autoscal'), 'npm run quiz -- 02-autoscale'],
  [() => quizNamed('7'), 'npm run quiz -- list'],
])('a misspelt name is refused with the nearest one, if one is near: %s', (find, remedy) => {
  expect(find).toThrow(expect.objectContaining({ code: 'USAGE', remedy }));
});

test('a question knows its notebook', () => {
  expect(quizOf(questionNamed('ttft-p90')).notebook).toBe('02-autoscale');
});
