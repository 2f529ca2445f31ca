import { describe, expect, it } from 'vitest';
import { type Flags, readFlags } from '../../../lib/runner/flags.ts';

const FLAGS = {
  from: { type: 'string', excludes: ['only'] },
  only: { type: 'string' },
  status: { type: 'boolean' },
  json: { type: 'boolean', goesWith: ['status'] },
  deep: { type: 'boolean', goesWith: ['status', 'json'] },
} as const satisfies Flags;

describe('readFlags', () => {
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
  ])('reads %j', (args, expected) => {
    expect(readFlags(FLAGS, args)).toEqual(expected);
  });

  it.each([
    ['an unknown flag, with a suggestion', ['--form', '01'], 'Unknown flag --form; did you mean --from?'],
    ['an unknown flag, with the nearest suggestion', ['--onl', '01'], 'did you mean --only?'],
    ['the beginning of a flag', ['--ver'], 'did you mean --version?'],
    ['an unknown flag at a distance of three letters', ['--vexxxon'], 'did you mean --version?'],
    ['an unknown short flag', ['-x'], '-x'],
    ['a long flag with one hyphen', ['-json'], '-j'],
    ['a repeated flag', ['--only', '07', '--only', '08'], '--only'],
    ['a flag without its value', ['--from'], '--from'],
    ['a flag with an empty value', ['--from='], '--from'],
    ['another flag as a value', ['--from', '--status'], '--from'],
    ['a switch with a value', ['--status=yes'], '--status'],
    ['a flag without its required flag', ['--json'], '--status'],
    ['two contradicting flags', ['--from', '01', '--only', '02'], '--only'],
    ['a stray word', ['--status', '07'], '"07"'],
    ['a word after --', ['--', '07'], '"07"'],
    ['the name of a property of all objects', ['--constructor'], '--constructor'],
    ['a flag without any of its required flags', ['--deep'], '--deep requires --status or --json'],
  ])('refuses %s', (_, args, named) => {
    expect(() => readFlags(FLAGS, args)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(named), remedy: undefined }),
    );
  });

  it('suggests nothing for a flag far from all others', () => {
    expect(() => readFlags(FLAGS, ['--verbose-please'])).toThrow(/^Unknown flag --verbose-please$/);
  });
});
