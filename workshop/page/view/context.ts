import type { Language, Text } from '../../text.ts';
import { type Say, texts } from '../texts.ts';

/** What every part of a page is drawn with. */
export interface Context {
  readonly language: Language;
  readonly say: Say;
  readonly of: (text: Text) => string;
}

export function contextIn(language: Language): Context {
  return { language, say: texts(language), of: (text) => text[language] };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A time span in two units at most: `45s`, `3m 20s`, `2h 5m`, `1d 3h`, as kubectl's ages. */
export function span(ms: number): string {
  const total = Math.max(0, ms);
  if (total < MINUTE) return `${Math.floor(total / 1000)}s`;
  if (total < HOUR) return `${Math.floor(total / MINUTE)}m ${Math.floor((total % MINUTE) / 1000)}s`;
  if (total < 24 * HOUR) return `${Math.floor(total / HOUR)}h ${Math.floor((total % HOUR) / MINUTE)}m`;
  return `${Math.floor(total / (24 * HOUR))}d ${Math.floor((total % (24 * HOUR)) / HOUR)}h`;
}

/** A span in minutes from the third on, so that what nobody watches to the second does not change every second. */
export function age(ms: number): string {
  return ms < 2 * MINUTE || ms >= HOUR ? span(ms) : `${Math.floor(ms / MINUTE)}m`;
}

export const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
