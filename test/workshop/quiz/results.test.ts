import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { answered, type QuizProgress, readQuiz, writeQuiz } from '../../../workshop/quiz/results.ts';

const ALL = ['ttft-p90', 'tpu-zone'];
const at = '2026-08-21T10:00:00.000Z';

test('without a file, nothing was answered', async () => {
  expect(await readQuiz(join(tmpdir(), 'no-such-folder'))).toEqual({ results: {} });
});

test('the file has every question, and only its user can read it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quiz-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeQuiz(answered({ results: {} }, ALL, { id: 'tpu-zone', answer: 'us-east5-b', right: true, at }), folder);
  const { results } = await readQuiz(folder);
  expect(results['tpu-zone']).toMatchObject({ points: 1, of: 1, passed: true, attempts: 1, answer: 'us-east5-b', at });
  expect(results['ttft-p90']).toMatchObject({ points: 0, of: 1, passed: false, attempts: 0 });
  expect((await stat(join(folder, 'quiz.json'))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(folder, 'quiz.json'), 'utf8')).toMatch(/\n$/);
});

test('a right answer stays right, and every answer is an attempt', () => {
  const say =
    (answer: string, right: boolean) =>
    (before: QuizProgress): QuizProgress =>
      answered(before, ALL, { id: 'ttft-p90', answer, right, at });
  const nothing: QuizProgress = { results: {} };
  const after = [say('1', false), say('76', true), say('2', false)].reduce((so, next) => next(so), nothing);
  expect(after.results['ttft-p90']).toMatchObject({ points: 1, passed: true, attempts: 3, answer: '2' });
});
