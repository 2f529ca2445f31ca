import { describe, expect, it } from 'vitest';
import { CONTENTS, evidenceOf, filesOf } from '../../../runbook/bundle/contents.ts';
import type { Collected } from '../../../runbook/bundle/part.ts';

const part = (file: string, evidence: boolean, text: string): Collected => ({
  file,
  about: 'about it',
  evidence,
  asked: 'kubectl get pods | head',
  text,
});
const PARTS = [part('kubernetes/pods.txt', true, 'project <PROJECT_ID>, node <IP-1>'), part('plan.txt', false, 'plan')];
const files = filesOf(PARTS, new Date(0));

describe('the contents of a bundle', () => {
  it('are described in its README, with the command of each file', () => {
    const readme = files.find(({ name }) => name === 'README.md')!.text;
    expect(readme).toContain('| `kubernetes/pods.txt` | about it | `kubectl get pods \\| head` |');
  });

  it('give only what shows failures to the diagnosis, with words as placeholders', () => {
    expect(evidenceOf('b.tgz', files)).toEqual([
      { name: 'kubernetes/pods.txt', text: 'project PROJECT_ID, node IP-1' },
    ]);
  });

  it.each([
    ['no bundle.json', files.filter(({ name }) => name !== CONTENTS)],
    ['a bundle.json of another program', [{ name: CONTENTS, text: '{"format": 7}' }]],
    ['a bundle.json that is no JSON', [{ name: CONTENTS, text: 'nothing' }]],
    ['a bundle.json that is null', [{ name: CONTENTS, text: 'null' }]],
  ])('are refused with %s', (_, given) => {
    expect(() => evidenceOf('b.tgz', given)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
