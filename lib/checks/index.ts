export { askAll } from './ask.ts';
export { type Answer, type Answered, no, type Question, unknown, yes } from './question.ts';
