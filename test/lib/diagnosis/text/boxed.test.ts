import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../../lib/diagnosis/index.ts';
import { inBox } from '../../../../lib/diagnosis/text/boxed.ts';

const BOX = [
  '╭──────────────────────────────────╮',
  '│ cannot fetch token: metadata: GC │',
  '│ E metadata                       │',
  '│ "instance/service-accounts/defau │',
  '│ lt/token" not defined            │',
  '╰──────────────────────────────────╯',
];

describe('a box of a terminal program', () => {
  it('is read as one line, broken in words and between words', () => {
    expect(inBox(BOX)?.map(({ line }) => line.replace(/\s+/g, ' '))).toEqual([
      'cannot fetch token: metadata: GCE metadata "instance/service-accounts/default/token" not defined',
      'cannot fetch token: metadata: GC E metadata "instance/service-accounts/defau lt/token" not defined',
    ]);
  });

  it('shows the cause that its broken lines hide', () => {
    expect(diagnoseText(BOX.join('\n')).map(({ code }) => code)).toEqual(['NO_DEFAULT_CREDENTIALS']);
  });

  it('is neither a table, nor the bar of Terraform, nor a text', () => {
    for (const lines of [
      ['│ bq     │ 1.6 MiB  │', '│ gsutil │ 11.3 MiB │'],
      ['│ Error: no', '│   on main.tf line 1'],
      ['one', 'two'],
    ])
      expect(inBox(lines)).toBeUndefined();
  });
});
