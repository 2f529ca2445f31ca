import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const FOLDER = import.meta.dirname;
const read = <T>(name: string): T => parse(readFileSync(join(FOLDER, name), 'utf8')) as T;

/** A text as people paste it, and what it means. */
interface Entry {
  readonly file: string;
  readonly id: string;
  readonly text: string;
  readonly from: string;
  /** A code of `codes.yaml`; several if the text states several causes; null if nothing known is wrong. */
  readonly right: string | readonly string[] | null;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly why: string;
}

interface Code {
  readonly code: string;
  readonly meaning: string;
  readonly parameters?: readonly string[];
}

const codes = new Map(read<readonly Code[]>('codes.yaml').map((entry) => [entry.code, entry]));

const entries = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml') && name !== 'codes.yaml')
  .flatMap((file) => read<readonly Omit<Entry, 'file'>[]>(file).map((entry): Entry => ({ file, ...entry })));

const right = (entry: Entry): readonly string[] => (entry.right === null ? [] : [entry.right].flat());

/** The entries that break a rule, named so that a failure says where to look. */
const breaking = (isWrong: (entry: Entry) => boolean): string[] =>
  entries.filter(isWrong).map((entry) => `${entry.file}: ${entry.id}`);

describe('the corpus of error texts', () => {
  it('has at least 200 texts', () => {
    expect(entries.length).toBeGreaterThanOrEqual(200);
  });

  it('has texts that mean no known cause for at least a fifth', () => {
    const negative = entries.filter((entry) => entry.right === null);
    expect(negative.length / entries.length).toBeGreaterThanOrEqual(0.2);
  });

  it.each(['id', 'text', 'from', 'why'] as const)('gives each entry a %s', (field) => {
    expect(breaking((entry) => typeof entry[field] !== 'string' || entry[field].trim() === '')).toEqual([]);
  });

  it('gives each entry an id in kebab case', () => {
    expect(breaking(({ id }) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('uses each id once', () => {
    const ids = entries.map(({ id }) => id);
    expect(breaking(({ id }) => ids.indexOf(id) !== ids.lastIndexOf(id))).toEqual([]);
  });

  it('uses each text once', () => {
    const texts = entries.map(({ text }) => text);
    expect(breaking(({ text }) => texts.indexOf(text) !== texts.lastIndexOf(text))).toEqual([]);
  });

  it('answers each entry with known codes or null', () => {
    expect(breaking((entry) => entry.right === undefined || right(entry).some((code) => !codes.has(code)))).toEqual([]);
  });

  it('names only parameters of the answer, as strings', () => {
    const known = (entry: Entry): readonly string[] =>
      right(entry).flatMap((code) => codes.get(code)?.parameters ?? []);
    expect(
      breaking((entry) =>
        Object.entries(entry.parameters ?? {}).some(
          ([name, value]) => typeof value !== 'string' || !known(entry).includes(name),
        ),
      ),
    ).toEqual([]);
  });

  it('takes each parameter from the text', () => {
    expect(
      breaking((entry) => Object.values(entry.parameters ?? {}).some((value) => !entry.text.includes(String(value)))),
    ).toEqual([]);
  });
});
