import { describe, expect, it, test } from 'vitest';
import { type Command, type Flags, Unknown, understand } from '../../../sandbox/clis/command.ts';

const command = (words: string, operands: Command['operands'], flags: Flags = {}): Command => ({
  words,
  operands,
  flags,
  run: async () => 0,
});
const COMMANDS = [
  command('clusters create-auto', 1),
  command('clusters create', 1, { location: { kind: 'value', must: true }, async: { kind: 'switch' } }),
  command('delete', [0, 2], { filename: { kind: 'value', short: 'f' }, set: { kind: 'value', many: true } }),
];
const EVERYWHERE: Flags = { namespace: { kind: 'value', short: 'n' } };
const read = (line: string) => understand(COMMANDS, EVERYWHERE, line.split(' '));

describe('a command line', () => {
  it('selects the command by its first words', () => {
    expect(read('clusters create-auto c').command).toBe(COMMANDS[0]);
    expect(read('clusters create c --location=l').command).toBe(COMMANDS[1]);
  });

  it('takes a value from the next word or after an equals sign', () => {
    for (const line of ['clusters create c --location l', 'clusters create --location=l c']) {
      const { call } = read(line);
      expect([call.operands, call.value('location'), call.has('async')]).toEqual([['c'], 'l', false]);
    }
  });

  it('supports short, global and repeated flags', () => {
    const { call } = read('delete -f file -n ns --set a --set b');
    expect([call.value('filename'), call.value('namespace'), call.values('set')]).toEqual(['file', 'ns', ['a', 'b']]);
  });

  test.each([
    'describe pods',
    'clusters create c',
    'clusters create c d --location=l',
    'clusters create --location=l',
    'clusters create c --location=l --spot',
    'clusters create c --location',
    'delete a b c',
  ])('is unknown: %s', (line) => {
    expect(() => read(line)).toThrow(Unknown);
  });
});
