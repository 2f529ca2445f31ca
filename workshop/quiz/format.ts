import type { Style } from '../../lib/log/format.ts';
import type { Language, Text } from '../text.ts';
import { expected, type Graded } from './grade.ts';
import type { Question, Quiz } from './question.ts';
import type { QuizProgress } from './results.ts';

/** The words around the questions' own texts. */
const WORDS = {
  answer: { en: 'Answer', zh: '答案格式' },
  look: { en: 'Look', zh: '查看' },
  right: { en: 'Right', zh: '正确' },
  wrong: { en: 'Not right', zh: '不对' },
  points: { en: 'right', zh: '题正确' },
  how: { en: 'To answer: npm run quiz -- answer ID VALUE', zh: '作答：npm run quiz -- answer ID VALUE' },
  cell: { en: "To answer: await quiz.answer('ID', VALUE)", zh: "作答：await quiz.answer('ID', VALUE)" },
} as const satisfies Readonly<Record<string, Text>>;

export type Place = 'terminal' | 'notebook';

/** Every quiz with what was reached. */
export function formatQuizzes(quizzes: readonly Quiz[], progress: QuizProgress, language: Language): string {
  return quizzes.map((quiz) => `${quiz.notebook.padEnd(14)}${reached(quiz, progress, language)}`).join('\n');
}

function reached({ title, questions }: Quiz, { results }: QuizProgress, language: Language): string {
  const passed = questions.filter(({ id }) => results[id]?.passed).length;
  return `${title[language]}: ${passed}/${questions.length} ${WORDS.points[language]}`;
}

/** All questions of a quiz, with the mark of those that are answered. */
export function formatQuiz(quiz: Quiz, progress: QuizProgress, language: Language, place: Place, style: Style): string {
  const lines = quiz.questions.map((one, index) => {
    const mark = markOf(one, progress, style);
    return `${mark} ${index + 1}. ${formatQuestion(one, language, style)}`;
  });
  const how = WORDS[place === 'terminal' ? 'how' : 'cell'][language];
  return [style.bold(reached(quiz, progress, language)), ...lines, how].join('\n\n');
}

function markOf({ id }: Question, { results }: QuizProgress, { good, bad }: Style): string {
  const result = results[id];
  if (!result || result.attempts === 0) return '·';
  return result.passed ? good('✓') : bad('✗');
}

/** A question, how its answer looks, and where to look. */
export function formatQuestion({ id, question, look, kind }: Question, language: Language, { bold }: Style): string {
  return [
    `${bold(id)}: ${question[language]}`,
    `     ${WORDS.answer[language]}: ${expected(kind)[language]}`,
    `     ${WORDS.look[language]}: ${look}`,
  ].join('\n');
}

export function formatGraded({ right, message }: Graded, language: Language, { good, bad }: Style): string {
  const mark = right ? good(`✓ ${WORDS.right[language]}`) : bad(`✗ ${WORDS.wrong[language]}`);
  return `${mark}: ${message[language]}`;
}
