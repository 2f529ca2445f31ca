import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { confirm } from '../../../lib/runner/confirm.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Step, step } from '../../../lib/step/step.ts';

const of = (id: string, weight?: Step['weight']): Step =>
  step({ id, title: id, section: '', actions: () => [], done: () => [], ...(weight && { weight }) });
const CREATES = of('01-cluster', 'creates');
const DELETES = of('99-cleanup', 'deletes');
const LOOKS = of('00-preflight');

/** Runs without a terminal: an error means that the run would have asked. */
async function asked(
  steps: readonly Step[],
  { kind = 'gke', CONFIRM = 'billed', yes = false }: { kind?: string; CONFIRM?: string; yes?: boolean } = {},
) {
  const about: string[] = [];
  const question = async (_: Session, weighty: readonly Step[]): Promise<string> => {
    about.push(...weighty.map(({ id }) => id));
    return 'Project p\n$21.60 an hour';
  };
  const environment = { NAMESPACE: 'another' };
  const config = loadConfig({ environment: { ...environment, CONFIRM }, target: 'sandbox' });
  const session = { config, environment, target: { kind } } as unknown as Session;
  const refused = await confirm(steps, session, { yes, question, command: 'npm start -- --yes' }).catch(
    (error) => error,
  );
  return { about, refused };
}

describe('a run asks for confirmation', () => {
  it("before billed resources on Google Cloud, and names --yes and the shell's variables without a terminal", async () => {
    const { about, refused } = await asked([LOOKS, CREATES, DELETES]);
    expect(about).toEqual(['01-cluster', '99-cleanup']);
    expect(refused).toMatchObject({
      code: 'USAGE',
      evidence: ['Project p', '$21.60 an hour'],
      remedy: 'To confirm: NAMESPACE=another npm start -- --yes',
    });
  });

  it.each([
    ['with --yes', [CREATES], { yes: true }],
    ['for steps that only look', [LOOKS], {}],
    ['on the sandbox', [CREATES], { kind: 'sandbox' }],
    ['with CONFIRM=never', [CREATES], { CONFIRM: 'never' }],
  ])('not %s', async (_, steps, options) => {
    expect(await asked(steps, options)).toEqual({ about: [], refused: undefined });
  });

  it('on the sandbox with CONFIRM=always', async () => {
    expect((await asked([DELETES], { kind: 'sandbox', CONFIRM: 'always' })).about).toEqual(['99-cleanup']);
  });

  it('not for a runbook without a question', async () => {
    const session = { config: { CONFIRM: 'always' }, target: { kind: 'gke' } } as unknown as Session;
    await confirm([CREATES], session, { question: undefined, command: '' });
  });
});
