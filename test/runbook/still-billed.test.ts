import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runStep } from '../../lib/runner/runner.ts';
import { cluster } from '../../runbook/01-cluster.ts';
import { costSoFar } from '../../runbook/cost.ts';
import { stillBilled } from '../../runbook/still-billed.ts';
import { type Place, place } from './place.ts';

describe('what goes on being billed after a run that failed', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place({
      durations: { clusterCreate: '1s', nodePoolCreate: '1s', tpuNodeBoot: '1s', cpuNodeBoot: '1s' },
    });
  });
  afterAll(() => at.clear());

  it('is not mentioned when nothing is', async () => {
    expect(await stillBilled(at.session(), '')).toBeUndefined();
  });

  it('is named, with its price an hour and the command that stops it', async () => {
    const session = at.session();
    await runStep(cluster, session);
    const text = await stillBilled(session, 'ZONE=us-east5-b ');
    expect(text).toMatch(
      /\$21\.7\d an hour.*vllm-tpu, gke-tpu-\S+\n.*ZONE=us-east5-b npx tsx runbook\/99-cleanup\.ts$/,
    );
  });

  it('may be under another name: the status says so', async () => {
    const { text } = await costSoFar(at.session({ CLUSTER_NAME: 'other' }));
    expect(text).toContain('CLUSTER_NAME=vllm-tpu CONTROL_PLANE_LOCATION=us-east5 npm run status');
  });

  it('may be so, and is said so, when the question itself fails', async () => {
    await at.fault('api-errors', { api: 'container', probability: 1 });
    const text = await stillBilled(at.session(), '');
    await at.mend();
    expect(text).toContain('npx tsx runbook/99-cleanup.ts');
  });
});
