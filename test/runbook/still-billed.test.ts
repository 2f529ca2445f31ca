import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gcloud } from '../../lib/command/command.ts';
import { runStep } from '../../lib/runner/runner.ts';
import type { Session } from '../../lib/session/session.ts';
import { cluster } from '../../runbook/01-cluster.ts';
import { costSoFar } from '../../runbook/cost/so-far.ts';
import { stillBilled } from '../../runbook/cost/still-billed.ts';
import { type Place, place } from './place.ts';

const STOP = 'npx tsx runbook/99-cleanup.ts';

describe('what goes on being billed after a run that failed', () => {
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

  it('is not mentioned when nothing is', async () => {
    expect(await asked(at.session())).toBeUndefined();
  });

  it('is named, with its price an hour and the command that stops it', async () => {
    const session = at.session();
    await runStep(cluster, session);
    const text = await asked(session, 'ZONE=us-east5-b ');
    expect(text).toMatch(
      /\$21\.7\d an hour.*vllm-tpu, gke-tpu-\S+\n.*ZONE=us-east5-b npx tsx runbook\/99-cleanup\.ts$/,
    );
  });

  it('may be under another name: the status says so', async () => {
    const { text } = await costSoFar(at.session({ CLUSTER_NAME: 'other' }));
    expect(text).toContain('CLUSTER_NAME=vllm-tpu CONTROL_PLANE_LOCATION=us-east5 npm run status');
  });

  it('may be so, and is said so, when the question itself fails', async () => {
    await at.fault('api-errors', { api: 'google', probability: 1 });
    expect(await asked(at.session())).toContain(STOP);
  });

  it('may be so, and is said so, when nothing can be reached to ask', async () => {
    const open = () => Promise.reject(new Error('no way there'));
    expect(await stillBilled({ open, given: 'A=b ', signal: new AbortController().signal })).toContain(`A=b ${STOP}`);
  });

  it('may be so, and is said so, when the answer does not come in time', async () => {
    const open = () => new Promise<never>(() => undefined);
    expect(await stillBilled({ open, given: '', signal: AbortSignal.abort(new Error('late')) })).toContain(STOP);
  });

  it('will be, when a node pool without machines gets some later', async () => {
    await at.fault('tpu-stockout');
    const session = at.session({ CLUSTER_NAME: 'dry' });
    await expect(runStep(cluster, session)).rejects.toMatchObject({ diagnosis: 'STOCKOUT' });
    const text = await asked(session);
    expect(text).toMatch(/tpunodepool is ERROR.*\$21\.60 an hour each/);
    expect(text?.split('\n').at(-1)).toContain(STOP);
  });

  it("does not count a cluster of the same name that is somebody else's: the cleanup would keep it", async () => {
    const session = at.session({ CLUSTER_NAME: 'theirs' });
    const create = gcloud`container clusters create theirs --location=us-east5 --node-locations=us-east5-b --num-nodes=1`;
    expect(await session.ask(create, session.signal, 'wait')).toMatchObject({ exitCode: 0 });
    expect(await asked(session)).toBeUndefined();
  });
});
