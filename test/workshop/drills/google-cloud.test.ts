import { expect, it } from 'vitest';
import type { Session } from '../../../lib/session/session.ts';
import type { Drill } from '../../../workshop/drills/drill.ts';
import { mustBeWanted, mustStandAt, refuseOnGoogleCloud } from '../../../workshop/drills/google-cloud.ts';
import { drills } from '../../../workshop/drills/list/index.ts';

const gke = { target: { kind: 'gke' } } as Session;
const sandbox = { target: { kind: 'sandbox' } } as Session;
const anyDrill = drills[0]!;

it('refuses a drill with faults on Google Cloud', async () => {
  const drill: Drill = { ...anyDrill, faults: [{ name: 'tpu-stockout' }] };
  await expect(mustStandAt(drill, gke)).rejects.toMatchObject({
    code: 'USAGE',
    remedy: `TARGET=sandbox npm run drill -- start ${drill.id}`,
  });
});

it('refuses a drill of an empty project on Google Cloud', async () => {
  await expect(mustStandAt({ ...anyDrill, faults: [], stage: 'empty' }, gke)).rejects.toMatchObject({ code: 'USAGE' });
});

it('refuses a reset on Google Cloud only', () => {
  expect(() => refuseOnGoogleCloud(gke, 'reset')).toThrow(expect.objectContaining({ code: 'USAGE' }));
  expect(() => refuseOnGoogleCloud(sandbox, 'reset')).not.toThrow();
});

it('changes nothing on Google Cloud that nobody has confirmed', async () => {
  const on = (kind: string, CONFIRM: string): Session =>
    ({ target: { kind }, config: { CONFIRM, PROJECT_ID: 'p', CLUSTER_NAME: 'c' } }) as unknown as Session;
  const resume = 'npm run drill -- start ksa-typo';
  await expect(mustBeWanted('Drill ksa-typo', on('gke', 'billed'), resume)).rejects.toMatchObject({
    code: 'USAGE',
    remedy: `To confirm: CONFIRM=never ${resume}`,
  });
  await expect(mustBeWanted('Drill ksa-typo', on('gke', 'never'), resume)).resolves.toBeUndefined();
  await expect(mustBeWanted('Drill ksa-typo', on('sandbox', 'billed'), resume)).resolves.toBeUndefined();
});
