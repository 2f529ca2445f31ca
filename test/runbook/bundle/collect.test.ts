import { describe, expect, it } from 'vitest';
import { kubectl } from '../../../lib/command/command.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { collect } from '../../../runbook/bundle/collect.ts';
import type { Ask, Part } from '../../../runbook/bundle/part.ts';
import { PARTS } from '../../../runbook/bundle/parts.ts';
import type { World } from '../../../runbook/bundle/world.ts';

const part = (file: string, ask: Ask): Part => ({ file, about: 'about it', ask, evidence: true });
const text = (file: string, said: () => Promise<string | undefined>): Part => part(file, { text: said });
const { signal } = new AbortController();
const NOWHERE: World = {
  environment: {},
  config: undefined,
  target: undefined,
  problem: new RunbookError('CONFIG_INVALID', 'One variable needs your attention'),
  cluster: undefined,
};

describe('collecting', () => {
  it('keeps the order of the parts, and leaves out those that have nothing to say', async () => {
    const slow = text('slow', () => new Promise((resolve) => setTimeout(resolve, 20, 'slow')));
    const found = await collect(
      [slow, text('none', async () => undefined), text('quick', async () => 'quick')],
      NOWHERE,
      signal,
    );
    expect(found.map(({ file }) => file)).toEqual(['slow', 'quick']);
  });

  it('turns a part that fails into a file that says why, and collects the others', async () => {
    const broken = text('broken', () =>
      Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/x/y' })),
    );
    const found = await collect([broken, text('other', async () => 'other')], NOWHERE, signal);
    expect(found).toMatchObject([
      { file: 'broken', problem: '/x/y: permission denied', text: expect.stringContaining('ls -ld /x') },
      { file: 'other', text: 'other' },
    ]);
  });

  it('points to the file with the reason when there is no target, which is no evidence', async () => {
    const [found] = await collect([part('pods', { command: () => kubectl`get pods` })], NOWHERE, signal);
    expect(found).toMatchObject({
      problem: 'One variable needs your attention',
      text: expect.stringContaining('problem.txt'),
      evidence: false,
    });
  });

  it('has a reason for each part without a configuration', async () => {
    const asked = PARTS.filter(({ ask }) => 'command' in ask);
    const found = await collect(asked, NOWHERE, signal);
    expect(found.map(({ file }) => file)).toEqual(asked.map(({ file }) => file));
  });

  it('ends with Ctrl-C', async () => {
    await expect(collect([text('a', async () => 'a')], NOWHERE, AbortSignal.abort('stop'))).rejects.toBe('stop');
  });
});
