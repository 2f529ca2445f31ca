import { describe, expect, it } from 'vitest';
import { type Findings, serves, standings } from '../../../lib/runner/standing.ts';
import { type Step, step } from '../../../lib/step/step.ts';

const NOTHING: Findings = {
  met: 0,
  unmet: 1,
  stands: false,
  failed: false,
  threw: false,
  ran: false,
  detail: 'not found',
};
const ALL: Findings = { ...NOTHING, met: 1, unmet: 0, stands: true, detail: '' };
const HALF: Findings = { ...NOTHING, met: 1, stands: true };

const one = (id: string, options: Partial<Step> = {}): Step =>
  step({ id, title: id, section: id, actions: () => [], done: () => [], ...options });

const CLUSTER = one('cluster');
const SERVER = one('server', { needs: ['cluster'] });
const ANSWER = one('answer', { needs: ['server'], readOnly: true, serves: true });
const LOAD = one('load', { needs: ['answer'], outlives: true, temporary: true });
const LOOK = one('look', { needs: ['server', 'load'], readOnly: true });
const SCALER = one('scaler', { needs: ['server'] });
const SCALED = one('scaled', { needs: ['scaler'], temporary: true });
const CLEANUP = one('cleanup', { repeats: true, weight: 'deletes' });
const STEPS = [CLUSTER, SERVER, ANSWER, LOAD, LOOK, SCALER, SCALED, CLEANUP];

/** What is found at each step; nothing where it is not given. */
const judge = (found: Readonly<Record<string, Findings>>) =>
  standings(new Map(STEPS.map((it) => [it, found[it.id] ?? NOTHING])));
const seen = (found: Readonly<Record<string, Findings>>) =>
  Object.fromEntries([...judge(found)].map(([{ id }, { standing }]) => [id, standing]));

const COMPLETE = { cluster: ALL, server: ALL, answer: ALL, scaler: ALL };

describe('the standing of a step', () => {
  it('is "not-run" for every step before the first run', () => {
    expect(new Set(Object.values(seen({})))).toEqual(new Set(['not-run']));
  });

  it('is "over" for a load and a look of a complete run, and "not-run" for the cleanup', () => {
    expect(seen(COMPLETE)).toMatchObject({ load: 'over', look: 'over', cleanup: 'not-run' });
  });

  it('is "over" for a last temporary step only if its own conditions show that it ran', () => {
    expect(seen(COMPLETE).scaled).toBe('not-run');
    expect(seen({ ...COMPLETE, scaled: { ...NOTHING, ran: true } }).scaled).toBe('over');
  });

  it('is "not-run" for every step after a cleanup, while the samples of the past can still be seen', () => {
    const samples = { ...NOTHING, met: 1 };
    expect(new Set(Object.values(seen({ scaler: samples, look: { ...ALL, stands: false } })))).toEqual(
      new Set(['not-run']),
    );
  });

  it('is "broken" for a step that is missing below a later one', () => {
    expect(seen({ ...COMPLETE, cluster: NOTHING }).cluster).toBe('broken');
    expect(seen({ ...COMPLETE, server: HALF }).server).toBe('broken');
  });

  it('is "partial" for a step that has begun, with nothing built on it', () => {
    expect(seen({ cluster: ALL, server: HALF })).toMatchObject({ server: 'partial', answer: 'not-run' });
  });

  it('is "broken" for a condition that can no longer be met', () => {
    expect(seen({ cluster: { ...NOTHING, failed: true } }).cluster).toBe('broken');
  });

  it('is "broken" for the answer of a server that stands', () => {
    expect(seen({ cluster: ALL, server: ALL }).answer).toBe('broken');
  });

  it('is not "done" for a look at old samples without its server', () => {
    expect(seen({ look: ALL }).look).toBe('not-run');
  });

  it('is "unknown" for a check that fails, and "not-run" if a needed step is not done', () => {
    const threw = { ...NOTHING, threw: true };
    expect(seen({ cluster: threw }).cluster).toBe('unknown');
    expect(seen({ server: threw }).server).toBe('not-run');
  });
});

describe('the deployment serves', () => {
  it('while the step that asks it for an answer is done', () => {
    expect(serves(judge({ cluster: ALL, server: ALL, answer: ALL }))).toBe(true);
    expect(serves(judge({ cluster: ALL, server: ALL }))).toBe(false);
  });

  it('when all lasting steps are done, in a runbook without such a step', () => {
    const found = (of: Findings) =>
      standings(
        new Map([
          [CLUSTER, of],
          [LOAD, NOTHING],
          [CLEANUP, NOTHING],
        ]),
      );
    expect([serves(found(ALL)), serves(found(HALF))]).toEqual([true, false]);
  });
});
