import type { Quiz } from '../question.ts';
import { choices } from './choices.ts';
import { cluster } from './cluster.ts';
import { firstStart } from './first-start.ts';
import { scaleOut } from './scale-out.ts';
import { stairs } from './stairs.ts';
import { underLoad } from './under-load.ts';

/** The quiz of each notebook, in their order. */
export const quizzes: readonly Quiz[] = [
  { notebook: '01-deploy', title: { en: 'Deploy', zh: '部署' }, questions: [...cluster, ...firstStart] },
  { notebook: '02-autoscale', title: { en: 'Autoscale', zh: '自动扩缩' }, questions: [...underLoad, ...scaleOut] },
  { notebook: '03-explore', title: { en: 'Explore', zh: '探索' }, questions: [...stairs, ...choices] },
];

/** Every question. */
export const questions = quizzes.flatMap((quiz) => quiz.questions);
