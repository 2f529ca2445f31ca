import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gcloud } from '../../lib/command/command.ts';
import { runStep } from '../../lib/runner/runner.ts';
import type { Session } from '../../lib/session/session.ts';
import { cluster } from '../../runbook/01-cluster.ts';
import { costSoFar } from '../../runbook/cost/so-far.ts';
import { stillBilled } from '../../runbook/cost/still-billed.ts';
import { type Place, place } from './place.ts';

const STOP = 'npx tsx runbook/99-cleanup.ts';

describe('the report of what is still billed after a failed run', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place({
      durations: {
        clusterCreate: '1s',
        clusterDelete: '1s',
        nodePoolCreate: '1s',
        tpuNodeBoot: '1s',
        cpuNodeBoot: '1s',
      },
    });
  });
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  const asked = (session: Session, given = '', signal = session.signal): Promise<string | undefined> =>
    stillBilled({ open: async () => session, given, signal });

  it('is empty if nothing is billed', async () => {
    expect(await asked(at.session())).toBeUndefined();
  });

  it('names the resources, their price per hour and the cleanup command', async () => {
    const session = at.session();
    await runStep(cluster, session);
    const text = await asked(session, 'ZONE=us-east5-b ');
    expect(text).toMatch(
      /\$21\.7\d an hour.*vllm-tpu, gke-tpu-\S+\n.*ZONE=us-east5-b npx tsx runbook\/99-cleanup\.ts$/,
    );
  });

  it('is completed by the status, which names clusters under other names', async () => {
    const { text } = await costSoFar(at.session({ CLUSTER_NAME: 'other' }));
    expect(text).toContain('CLUSTER_NAME=vllm-tpu CONTROL_PLANE_LOCATION=us-east5 npm run status');
  });

  it('warns if the request fails', async () => {
    await at.fault('api-errors', { api: 'google', probability: 1 });
    expect(await asked(at.session())).toContain(STOP);
  });

  it('warns if the session cannot be opened', async () => {
    const open = () => Promise.reject(new Error('no way there'));
    expect(await stillBilled({ open, given: 'A=b ', signal: new AbortController().signal })).toContain(`A=b ${STOP}`);
  });

  it('warns if the answer takes too long', async () => {
    const open = () => new Promise<never>(() => undefined);
    expect(await stillBilled({ open, given: '', signal: AbortSignal.abort(new Error('late')) })).toContain(STOP);
  });

  it('names a node pool whose nodes GKE is still creating', async () => {
    await at.fault('tpu-stockout');
    const session = at.session({ CLUSTER_NAME: 'dry' });
    await expect(runStep(cluster, session)).rejects.toMatchObject({ diagnosis: 'STOCKOUT' });
    const text = await asked(session);
    expect(text).toMatch(/tpunodepool is ERROR.*\$21\.60 an hour each/);
    expect(text?.split('\n').at(-1)).toContain(STOP);
  });

  it('leaves out a cluster of the same name that this runbook did not create', async () => {
    const session = at.session({ CLUSTER_NAME: 'theirs' });
    const create = gcloud`container clusters create theirs --location=us-east5 --node-locations=us-east5-b --num-nodes=1`;
    expect(await session.ask(create, session.signal, 'wait')).toMatchObject({ exitCode: 0 });
    expect(await asked(session)).toBeUndefined();
  });
});
