import { expect, test } from 'vitest';
import { sources } from '../../../notebooks/build.ts';
import { questions, quizzes } from '../../../workshop/quiz/questions/index.ts';

/** It ends with an exercise. */
const WITHOUT_A_QUIZ = '04-calibrate';

test('every notebook but the last has ten questions', () => {
  const names = [...quizzes.map(({ notebook }) => notebook), WITHOUT_A_QUIZ];
  expect(names).toEqual(sources().map(([name]) => name));
  expect(quizzes.map((quiz) => quiz.questions.length)).toEqual([10, 10, 10]);
});

test('no two questions have the same ID', () => {
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
});

test.each(quizzes)('each question of $notebook names a section of it', ({ notebook, questions: own }) => {
  const source = sources().find(([name]) => name === notebook)![1];
  const sections = source.sections.map(({ id }) => id);
  expect(own.filter(({ section }) => !sections.includes(section)).map(({ id }) => id)).toEqual([]);
});

test.each(questions)('$id has both languages', ({ question, explanation }) => {
  for (const { en, zh } of [question, explanation]) {
    expect(en).toMatch(/^[^\p{Script=Han}]+[.?)]$/u);
    expect(zh).toMatch(/\p{Script=Han}.*[。？)]$/u);
  }
});
