import { describe, expect, it } from 'vitest';
import { type Flags, readFlags } from '../../../lib/runner/flags.ts';

const FLAGS = {
  from: { type: 'string', excludes: ['only'] },
  only: { type: 'string' },
  status: { type: 'boolean' },
  json: { type: 'boolean', goesWith: ['status'] },
  deep: { type: 'boolean', goesWith: ['status', 'json'] },
} as const satisfies Flags;

describe('the flags of a command', () => {
  it.each([
    [[], {}],
    [['--from', '01'], { from: '01' }],
    [['--from=01'], { from: '01' }],
    [['--json', '--status'], { json: true, status: true }],
    [['-h'], { help: true }],
    [['--from', '01', '--status'], { from: '01', status: true }],
    [['--deep', '--status'], { deep: true, status: true }],
    [['--version'], { version: true }],
    [['--'], {}],
  ])('%j are read', (args, expected) => {
    expect(readFlags(FLAGS, args)).toEqual(expected);
  });

  it.each([
    ['an unknown one, with the nearest', ['--form', '01'], 'Unknown flag --form; did you mean --from?'],
    ['an unknown one, with the nearest of several', ['--onl', '01'], 'did you mean --only?'],
    ['an unknown one that three letters make another', ['--vexxxon'], 'did you mean --version?'],
    ['an unknown short one', ['-x'], '-x'],
    ['a long one with one hyphen', ['-json'], '-j'],
    ['one that is given twice', ['--only', '07', '--only', '08'], '--only'],
    ['one without its value', ['--from'], '--from'],
    ['one with an empty value', ['--from='], '--from'],
    ['one that takes another flag for its value', ['--from', '--status'], '--from'],
    ['a switch with a value', ['--status=yes'], '--status'],
    ['one without the flag that it belongs to', ['--json'], '--status'],
    ['two that contradict each other', ['--from', '01', '--only', '02'], '--only'],
    ['a word that belongs to no flag', ['--status', '07'], '"07"'],
    ['a word after --', ['--', '07'], '"07"'],
    ['the name of a property that all objects have', ['--constructor'], '--constructor'],
    ['a flag without its companion', ['--deep'], '--deep requires --status or --json'],
  ])('refuse %s', (_, args, named) => {
    expect(() => readFlags(FLAGS, args)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(named), remedy: 'See --help.' }),
    );
  });

  it('suggests nothing for a flag far from all others', () => {
    expect(() => readFlags(FLAGS, ['--verbose-please'])).toThrow(/^Unknown flag --verbose-please$/);
  });
});
