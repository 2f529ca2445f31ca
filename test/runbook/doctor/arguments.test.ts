import { describe, expect, it } from 'vitest';
import { withFlag, withoutFlag, wordsOf } from '../../../runbook/doctor/arguments.ts';

const FLAG = /--x(?:=\S+)?/;
const at = '/spec/template/spec/containers/0';

describe('a change of arguments', () => {
  it('removes a word that is the flag, and shortens a script that has it', () => {
    const words = wordsOf({ containers: [{ command: ['sh', '-c'], args: ['serve m --x --y 1', '--x=2'] }] });
    expect(withoutFlag(words[2]!, FLAG)).toEqual([{ op: 'replace', path: `${at}/args/0`, value: 'serve m --y 1' }]);
    expect(withoutFlag(words[3]!, FLAG)).toEqual([{ op: 'remove', path: `${at}/args/1` }]);
  });

  it('sets a flag where it stands, or adds it after the last word', () => {
    const command = ['/adapter', '--model=false'];
    const words = wordsOf({ containers: [{ command }] });
    expect(withFlag(words, '--model', 'true')).toEqual([
      { op: 'replace', path: `${at}/command/1`, value: '--model=true' },
    ]);
    expect(withFlag(words, '--other', 'true')).toEqual([{ op: 'add', path: `${at}/command/-`, value: '--other=true' }]);
  });
});
