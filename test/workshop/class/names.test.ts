import { describe, expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { namesIn, numbered } from '../../../workshop/class/names.ts';

const problemsOf = (text: string): readonly string[] => {
  try {
    namesIn(text, 'class.csv');
    return [];
  } catch (error) {
    return (error as RunbookError).evidence;
  }
};

describe('a list of names', () => {
  it('has one learner a line, with the first field as the name', () => {
    expect(namesIn('Ana,ana@example.com\n\nBen\r\n', 'x')).toEqual([
      { name: 'ana', label: 'Ana' },
      { name: 'ben', label: 'Ben' },
    ]);
  });

  it.each(['name,email\nAna', '\uFEFFName\nAna', '姓名\nAna'])('skips the heading of %j', (text) => {
    expect(namesIn(text, 'x').map(({ name }) => name)).toEqual(['ana']);
  });

  it('reads quotes, commas in quotes, and doubled quotes', () => {
    expect(namesIn('"García, Ana ""Ani""",1', 'x')).toEqual([{ name: 'garcia-ana-ani', label: 'García, Ana "Ani"' }]);
  });

  it('gives people without Latin letters a number, and keeps their name', () => {
    expect(namesIn('王伟\nAna\n李娜', 'x')).toEqual([
      { name: 'learner-01', label: '王伟' },
      { name: 'ana', label: 'Ana' },
      { name: 'learner-03', label: '李娜' },
    ]);
  });

  it.each(['../../etc', 'a/b', '..', '$(id)', '-rf', 'Ana\tMaría', 'x'.repeat(50)])(
    'makes a harmless name of %j',
    (text) => {
      for (const { name } of namesIn(text, 'x')) expect(name).toMatch(/^[a-z0-9](?:[-a-z0-9]{0,18}[a-z0-9])?$/);
    },
  );

  it('refuses the same person twice, and two people with the same name, with both lines', () => {
    expect(problemsOf('Ana\nBen\nana')).toEqual([
      'class.csv:3: ana and Ana (line 1) would both be ana; add an initial',
    ]);
  });

  it('refuses an empty file, an empty field and control characters', () => {
    expect(problemsOf('')).toEqual(['class.csv: no names; expected one name a line']);
    expect(problemsOf('Ana\n,x')).toEqual(['class.csv:2: the first field, a name, is missing']);
    expect(problemsOf('A\u0007na')).toEqual(['class.csv:1: the name has control characters or more than 60 letters']);
  });
});

describe('--learners', () => {
  it('counts with two digits', () => {
    expect(numbered('12').at(-1)).toEqual({ name: 'learner-12', label: 'learner-12' });
  });

  it.each(['0', '-1', '1.5', 'ten', '201', ''])('refuses %j', (count) => {
    expect(() => numbered(count)).toThrow(RunbookError);
  });
});
