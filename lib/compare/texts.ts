import type { Answer } from './answer.ts';
import { type Difference, onlyInOne } from './difference.ts';
import { normal } from './normal.ts';

/** The parts of an answer that are compared by shape and text. */
export type Told = Pick<Answer, 'texts' | 'documents' | 'stopped'>;

/** The lines and sentences that only one side has, without what differs between two runs. */
export function textDifferences(
  call: string,
  recorded: readonly Told[],
  sandbox: readonly Told[],
): readonly Difference[] {
  const [left, right] = [recorded.map(textsOf), sandbox.map(textsOf)];
  const [all, others] = [new Set(left.flat()), new Set(right.flat())];
  // A run stops a watch at some moment: what one side still saw after their last common line proves nothing.
  const stopped = recorded[0]?.stopped && [...all].some((text) => others.has(text));
  if (!stopped) return onlyInOne('text', call, all, others);
  return onlyInOne('text', call, upToLast(left, others), upToLast(right, all));
}

function upToLast(answers: readonly (readonly string[])[], common: ReadonlySet<string>): readonly string[] {
  return answers.flatMap((texts) => texts.slice(0, texts.findLastIndex((text) => common.has(text)) + 1));
}

/** Fields of JSON that hold sentences or reasons. */
const TOLD = new Set(['message', 'reason', 'statusMessage', 'detail', 'title']);

function textsOf({ texts, documents }: Told): readonly string[] {
  const found = texts.map(normal);
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && TOLD.has(key)) found.push(`${key}: ${normal(inner)}`);
      else walk(inner);
    }
  };
  for (const { value } of documents) walk(value);
  // Dots and bars show progress.
  return found.filter((text) => /\w/.test(text));
}
