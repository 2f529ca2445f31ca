import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Text } from '../text.ts';
import type { Key, Kind, Question } from './question.ts';
import { mixedUp, numberIn, type Unit, withUnit } from './units.ts';

/** The grade of one answer. */
export interface Graded {
  readonly right: boolean;
  /** The right answer with its explanation, or why the given one is wrong. */
  readonly message: Text;
}

/** Compare an answer with the key of the learner's run. @throws RunbookError USAGE for what cannot be an answer */
export function grade({ id, kind, explanation }: Gradable, key: Key, answer: string): Graded {
  const given = read(id, kind, answer);
  if (same(given, key.right, kind)) return { right: true, message: confirmed(key, kind, explanation) };
  const why = key.mistakes?.find((one) => one.answer !== undefined && same(given, one.answer, kind))?.why;
  return { right: false, message: why ?? otherwise(given, key, kind) };
}

type Gradable = Pick<Question, 'id' | 'kind' | 'explanation'>;

function read(id: string, kind: Kind, answer: string): number | string {
  const value = kind.type === 'number' ? numberIn(answer, kind.unit) : normal(answer);
  const isAnswer = kind.type === 'choice' ? kind.options.some((one) => normal(one) === value) : value !== '';
  if (value !== undefined && isAnswer) return value;
  throw new RunbookError('USAGE', `${JSON.stringify(answer)} is no answer to ${id}: expected ${expected(kind).en}`, {
    remedy: `npm run quiz -- answer ${id} VALUE`,
  });
}

/** What an answer looks like. */
export function expected(kind: Kind): Text {
  if (kind.type === 'number') return { en: `a number in ${kind.unit}`, zh: `数字，单位 ${kind.unit}` };
  if (kind.type === 'text') return { en: 'a text', zh: '文本' };
  const options = kind.options.join(', ');
  return { en: `one of ${options}`, zh: `${options} 之一` };
}

function same(given: number | string, wanted: number | string, kind: Kind): boolean {
  if (kind.type !== 'number') return normal(String(given)) === normal(String(wanted));
  return Math.abs(Number(given) - Number(wanted)) <= kind.tolerance * Math.abs(Number(wanted));
}

/** Without quotes and capitals, which a person copies or not. */
const normal = (text: string): string =>
  text
    .trim()
    .replace(/^(["'`])(.*)\1$/, '$2')
    .toLowerCase();

function confirmed({ right }: Key, kind: Kind, { en, zh }: Text): Text {
  const value = kind.type === 'number' ? withUnit(Number(right), kind.unit) : String(right);
  return { en: `${value}. ${en}`, zh: `${value}。${zh}` };
}

function otherwise(given: number | string, { right }: Key, kind: Kind): Text {
  if (kind.type !== 'number') return { en: 'That is not what your run shows.', zh: '这与您的运行结果不符。' };
  const [value, wanted] = [Number(given), Number(right)];
  const mixed = mixedUp(value, kind.unit).find(([, meant]) => same(meant, wanted, kind))?.[0];
  return mixed === undefined ? farOff(value, wanted) : inUnit(mixed, kind.unit);
}

const inUnit = (mixed: Unit, unit: Unit): Text => ({
  en: `The amount is right in ${mixed}; the question asks for ${unit}.`,
  zh: `如果单位是 ${mixed}，这个数就对了；但题目要求的单位是 ${unit}。`,
});

const farOff = (value: number, wanted: number): Text =>
  value > wanted
    ? { en: 'The value of your run is smaller.', zh: '您运行中的值比这个小。' }
    : { en: 'The value of your run is larger.', zh: '您运行中的值比这个大。' };
