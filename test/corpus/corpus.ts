import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Diagnosis } from '../../lib/diagnosis/index.ts';

/** A real text with the right answer. */
export interface Entry {
  readonly id: string;
  readonly text: string;
  /** Where such a text comes from. */
  readonly from: string;
  /** Codes of the causes that the text states; null when no cause may be named. */
  readonly right: string | readonly string[] | null;
  /** What the text names. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly why: string;
}

const FOLDER = new URL('./', import.meta.url);

export const corpus: readonly Entry[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml') && name !== 'codes.yaml')
  .flatMap((name) => parse(readFileSync(new URL(name, FOLDER), 'utf8')) as readonly Entry[]);

export const rightOf = ({ right }: Entry): readonly string[] => (right === null ? [] : [right].flat());

/** Codes that name no cause. */
const NAMELESS: ReadonlySet<string> = new Set(['UNKNOWN', 'MODEL_SERVER_ERROR']);

/** The causes that a diagnosis claims. */
export const claimed = (found: readonly Diagnosis[]): readonly string[] =>
  found.filter(({ code, confidence }) => confidence !== 'possible' && !NAMELESS.has(code)).map(({ code }) => code);

export interface Score {
  /** Of the causes that are claimed, the share that is right. */
  readonly precision: number;
  /** Of the causes that the texts state, the share that is claimed. */
  readonly recall: number;
}

export function score(entries: readonly Entry[], diagnose: (text: string) => readonly Diagnosis[]): Score {
  let said = 0;
  let right = 0;
  let wanted = 0;
  for (const entry of entries) {
    const codes = claimed(diagnose(entry.text));
    const expected = rightOf(entry).filter((code) => !NAMELESS.has(code));
    said += codes.length;
    wanted += expected.length;
    right += codes.filter((code) => expected.includes(code)).length;
  }
  return { precision: right / said, recall: right / wanted };
}
