import { describe, expect, it } from 'vitest';
import {
  existsAsOurs,
  isAnothers,
  isComplete,
  isLabelled,
  isOurs,
  isUnlabelled,
  type Ownership,
  type Thing,
} from '../../../lib/ownership/thing.ts';
import { stillSession } from '../wait/still-session.ts';

const ALL = ['absent', 'ours', 'unlabelled', 'another'] as const satisfies readonly Ownership[];
const thing = (ownership: Ownership): Thing => ({
  name: 'cluster c',
  ownership: async () => ownership,
  shell: [],
});
const { session } = stillSession();

describe('a thing', () => {
  it.each([
    ['is ours', isOurs, ['ours', 'unlabelled']],
    ['is labelled', isLabelled, ['ours']],
    ['is unlabelled', isUnlabelled, ['unlabelled']],
    ['is complete', isComplete, ['ours', 'another']],
    ['is another’s', isAnothers, ['another']],
  ] as const)('%s', async (_, condition, expected) => {
    const met: Ownership[] = [];
    for (const one of ALL)
      if ((await condition(thing(one)).look(session, session.signal)).state === 'met') met.push(one);
    expect(met).toEqual(expected);
  });

  it.each(ALL)('that is %s has a reason', async (one) => {
    const { progress } = (await isOurs(thing(one)).look(session, session.signal)) as { progress: string };
    expect(progress).toMatch(/^cluster c (not found|has |was )/);
  });

  it('counts as ours in a dry run', () => {
    const all = [isOurs, isLabelled, isUnlabelled, isComplete, isAnothers].map((one) => one(thing('absent')));
    expect(all.map(({ placeholder }) => placeholder)).toEqual([true, true, true, true, false]);
    expect(all.map(({ timeout }) => timeout)).toEqual(Array(5).fill(60_000));
  });

  it('may exist already only when it is ours', async () => {
    const already = existsAsOurs(thing('another'));
    expect(already).toMatchObject({ kind: 'alreadyExists', what: 'Cluster c' });
    expect((await already.ours!.look(session, session.signal)).state).toBe('pending');
  });
});
