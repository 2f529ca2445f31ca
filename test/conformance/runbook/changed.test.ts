import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { perform } from '../../../lib/runner/perform.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { apply } from '../../../lib/step/actions.ts';
import { autoscaler, credentials } from '../../../runbook/steps.ts';
import { manifest } from '../../../runbook/tutorial/manifests.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

describe('an autoscaler that was applied with HPA_METRIC=cache, HPA_TARGET=0.5 and MAX_REPLICAS=2', () => {
  let at: Place;
  let session: Session;

  beforeAll(async () => {
    at = await place({ durations: { ...QUICK, clusterCreate: '1s', cpuNodeBoot: '1s' } });
    session = at.session();
    const cluster = gcloud`container clusters create vllm-tpu --location=us-east5 --node-locations=us-east5-b --num-nodes=1`;
    await session.ask(cluster, session.signal, 'wait');
    await runStep(credentials, session);
    await session.ask(kubectl`create namespace vllm`);
    const parameters = { METRIC: 'vllm:gpu_cache_usage_perc', HPA_TARGET: '500m', MAX_REPLICAS: 2 };
    await perform(apply(manifest('vllm-hpa.yaml'), { namespace: 'vllm', parameters }), session);
  });
  afterAll(() => at.clear());

  const isApplied = async (variables: Readonly<Record<string, string>>): Promise<boolean> => {
    const on = at.session(variables);
    const [applied] = autoscaler.done(on);
    return (await applied!.look(on, on.signal)).state === 'met';
  };

  it.each([
    [{ HPA_METRIC: 'cache', HPA_TARGET: '0.5', MAX_REPLICAS: '2' }, true],
    [{ HPA_METRIC: 'cache', HPA_TARGET: '0.6', MAX_REPLICAS: '2' }, false],
    [{ HPA_METRIC: 'cache', HPA_TARGET: '0.5', MAX_REPLICAS: '3' }, false],
    [{ HPA_METRIC: 'queue', HPA_TARGET: '0.5', MAX_REPLICAS: '2' }, false],
  ])('with %j is done: %s', async (variables, done) => {
    expect(await isApplied(variables)).toBe(done);
  });
});
