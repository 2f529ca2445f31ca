export { answerQuestion } from './answer.ts';
export type { Graded } from './grade.ts';
export type { Question, Quiz } from './question.ts';
export { quizzes } from './questions/index.ts';
export type { QuizProgress, QuizResult } from './results.ts';
export { readQuiz } from './results.ts';
