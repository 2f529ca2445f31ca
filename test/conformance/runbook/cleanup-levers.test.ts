import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gcloud } from '../../../lib/command/command.ts';
import { type Operation, operationsOn } from '../../../lib/google/operations.ts';
import { bucket } from '../../../lib/google/storage.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { steps } from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

let at: Place;
beforeAll(async () => {
  at = await place({ durations: { ...QUICK, clusterCreate: '5s', cpuNodeBoot: '5s', tpuNodeBoot: '5s' } });
});
afterEach(() => {
  at.said.length = 0;
});
afterAll(() => at.clear());

async function run(id: string, variables: Readonly<Record<string, string>>): Promise<Session> {
  const session = at.session(variables);
  await runStep(steps.find((step) => step.id.startsWith(id))!, session);
  return session;
}

describe('the cleanup with DELETE_FIRST=tpu-nodes', () => {
  const newest = async (type: string, session: Session): Promise<Operation | undefined> =>
    (await operationsOn(session.config.CLUSTER_NAME, session)).find(({ operationType }) => operationType === type);

  it('deletes the TPU node pool, and then the cluster', async () => {
    const variables = { CLUSTER_NAME: 'first', DELETE_FIRST: 'tpu-nodes' };
    await run('01', variables);
    const session = await run('99', variables);
    expect(session.report.data.facts.left).toEqual([]);
    const [pool, cluster] = [await newest('DELETE_NODE_POOL', session), await newest('DELETE_CLUSTER', session)];
    expect(Date.parse(cluster!.startTime!)).toBeGreaterThanOrEqual(Date.parse(pool!.endTime!));
    expect(await session.cluster.cluster('first')).toBeUndefined();
  });

  it('leaves a cluster that an operation holds to the deletion of the cluster', async () => {
    const variables = { CLUSTER_NAME: 'held', DELETE_FIRST: 'tpu-nodes' };
    const session = await run('01', variables);
    const { CONTROL_PLANE_LOCATION: location, ZONE } = session.config;
    const more = gcloud`container node-pools create more --cluster=held --location=${location} --node-locations=${ZONE} --machine-type=e2-standard-4 --num-nodes=1 --async`;
    expect(await session.ask(more)).toMatchObject({ exitCode: 0 });
    expect((await run('99', variables)).report.data.facts.left).toEqual([]);
    expect(await newest('DELETE_NODE_POOL', session)).toBeUndefined();
    expect(await session.cluster.cluster('held')).toBeUndefined();
  });
});

describe('the cleanup with KEEP_BUCKET=on', () => {
  it('keeps the bucket and lists it as kept, until a cleanup without it', async () => {
    const made = await run('04', {});
    const { GSBUCKET } = made.config;
    expect((await run('99', { KEEP_BUCKET: 'on' })).report.data.facts.left).toEqual([]);
    const [last] = at.said.flatMap((one) => (one.kind === 'note' && one.text.includes('after') ? [one.text] : []));
    expect(last?.split('\n')).toEqual(['Inventory after the cleanup:', `  bucket ${GSBUCKET} (kept: KEEP_BUCKET=on)`]);
    expect(await bucket(GSBUCKET, made)).toBeDefined();
    await run('99', {});
    expect(await bucket(GSBUCKET, made)).toBeUndefined();
  });
});
