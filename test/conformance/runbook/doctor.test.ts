import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { hpaActive } from '../../../lib/kubernetes/autoscaler.ts';
import { plain } from '../../../lib/log/format.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { examine, type Way } from '../../../runbook/doctor/examine.ts';
import { formatWays } from '../../../runbook/doctor/format.ts';
import { hops } from '../../../runbook/doctor/hops.ts';
import * as runbook from '../../../runbook/steps.ts';
import { ADAPTER, principal } from '../../../runbook/tutorial/names.ts';
import { type Place, place } from '../../runbook/place.ts';
import {
  AUTOSCALERS,
  adapterWith,
  autoscaling,
  type Break,
  back,
  EXTERNAL,
  HEALTHY,
  hpa,
  METRIC,
  monitoring,
  pods,
  SCRAPES,
} from './breaks.ts';
import { clinic } from './clinic.ts';
import { QUICK } from './durations.ts';

describe('the doctor', () => {
  let at: Place;
  let session: Session;

  beforeAll(async () => {
    at = await place({ durations: QUICK });
    session = at.session();
    const { cluster, credentials, secret, bucket, serviceAccount, modelServer } = runbook;
    const { completion, metricsAdapter, podMonitoring, autoscaler } = runbook;
    const made = [cluster, credentials, secret, bucket, serviceAccount, modelServer, completion];
    for (const step of [...made, metricsAdapter, podMonitoring, autoscaler]) await runStep(step, session);
  });
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  const { make, pass, one, seen, broken, stopped, typed, adapterReady } = clinic(() => session);
  const again = async (): Promise<void> => {
    await make([monitoring(HEALTHY.spec)]);
    await pass(45);
  };

  /** The breaks one after the other: each is healed by its remedy, or the next one would stop at the same place. */
  const table = (breaks: readonly Break[]): void => {
    it.each(breaks)('$name: stops at $hop, $code', async ({ make: commands, hop, code, heal }) => {
      await make(commands);
      const found = await stopped(code);
      expect(found).toMatchObject({ id: hop, ok: false, code, certainty: 'certain' });
      if (heal) await make(heal);
      else await typed((found as { remedy: string }).remedy);
      await pass(20);
    });

    it('is healthy after the remedies', async () => {
      expect((await seen(one, ({ stopsAt }) => stopsAt === undefined)).stopsAt).toBeUndefined();
    });
  };

  it('follows the metric through every hop of a healthy chain', async () => {
    const way = await one();
    expect(way.hops.map(({ id, ok }) => [id, ok])).toEqual(hops.map(({ id }) => [id, true]));
    expect(formatWays([way], plain)).toMatch(
      /✓ the autoscaler reads the metric [\s\S]*\n\n.* reaches the autoscaler\.$/,
    );
  });

  describe('a scrape', () => table(SCRAPES));
  describe('an autoscaler', () => table(AUTOSCALERS));

  it('follows each of several metrics, and an External one', async () => {
    await make([
      hpa({
        metrics: [
          pods('prometheus.googleapis.com|vllm:num_requests_running|gauge'),
          EXTERNAL,
          pods('prometheus.googleapis.com|vllm:gone|gauge'),
        ],
      }),
    ]);
    const ways = await seen(
      () => examine({}, session),
      (all) => all.every(({ metric, stopsAt }) => stopsAt === (metric === 'vllm:gone' ? 'server' : undefined)),
    );
    expect(ways.map(({ metric, source, stopsAt }) => [metric, source, stopsAt])).toEqual([
      ['vllm:num_requests_running', 'Pods', undefined],
      [METRIC, 'External', undefined],
      ['vllm:gone', 'Pods', 'server'],
    ]);
    await make([back]);
  });

  it('says that a stabilization window holds the replicas', async () => {
    // A series that is always 1: first twice the target, then half of it.
    const constant = 'prometheus.googleapis.com|vllm:cache_config_info|gauge';
    const target = (averageValue: string) => hpa({ metrics: [pods(constant, { type: 'AverageValue', averageValue })] });
    const desired = kubectl`get hpa vllm-hpa -n vllm -o jsonpath={.status.desiredReplicas}`;
    const isHeld = (hop: Way['hops'][number]): boolean =>
      hop.ok && (hop.notes ?? []).some(({ code }) => code === 'HPA_STABILIZED');
    await make([target('500m')]);
    await seen(
      () => session.ask(desired),
      ({ stdout }) => stdout === '2',
    );
    await make([target('2')]);
    expect(await seen(broken, isHeld)).toMatchObject({
      id: 'hpa',
      ok: true,
      notes: expect.arrayContaining([expect.objectContaining({ code: 'HPA_STABILIZED' })]),
    });
    await make([back]);
  });

  it('examines an autoscaler of another name, and refuses a name that does not exist', async () => {
    const namespace = 'vllm';
    const named = async (name: string): Promise<void> => {
      await make([autoscaling(name)]);
      await waitFor(hpaActive({ name, namespace }), session);
    };
    await make([kubectl`delete hpa vllm-hpa -n ${namespace}`]);
    expect(await broken()).toMatchObject({ id: 'hpa', code: 'HPA_MISSING' });
    await named('other');
    await expect(one({ namespace, hpa: 'no' })).rejects.toMatchObject({ code: 'USAGE', evidence: ['other'] });
    for (const which of [{ namespace, hpa: 'other' }, {}])
      expect((await one(which)).hops.at(-1)).toMatchObject({ ok: true, asked: [expect.stringContaining('hpa other')] });
    await make([kubectl`delete hpa other -n ${namespace}`]);
    await named('vllm-hpa');
  });

  const member = () => principal(session.config, ADAPTER.namespace, ADAPTER.name);

  it('an adapter with the legacy resource model: stops at adapter, ADAPTER_MODEL', async () => {
    await make([adapterWith('--use-new-resource-model=false')]);
    const found = await stopped('ADAPTER_MODEL');
    expect(found).toMatchObject({ id: 'adapter', code: 'ADAPTER_MODEL', certainty: 'certain' });
    await typed((found as { remedy: string }).remedy);
    await pass(90);
    await adapterReady();
  });

  it('an adapter without a pod, and without a registration: stops at adapter, ADAPTER_MISSING', async () => {
    await make([kubectl`scale deployment ${ADAPTER.name} --replicas=0 -n custom-metrics`]);
    expect(await stopped('ADAPTER_MISSING')).toMatchObject({
      id: 'adapter',
      code: 'ADAPTER_MISSING',
      certainty: 'certain',
    });
    await make([kubectl`scale deployment ${ADAPTER.name} --replicas=1 -n custom-metrics`]);
    await pass(60);
    await adapterReady();
  });

  it('an adapter without its role: stops at adapter, and the remedy grants the role', async () => {
    const { PROJECT_ID } = session.config;
    await make([
      gcloud`projects remove-iam-policy-binding ${PROJECT_ID} --role=roles/monitoring.viewer --member=${member()} --condition=None`,
    ]);
    const found = await stopped('ADAPTER_ROLE');
    expect(found).toMatchObject({ id: 'adapter', code: 'ADAPTER_ROLE', certainty: 'certain' });
    await typed((found as { remedy: string }).remedy);
    expect((await seen(one, ({ stopsAt }) => stopsAt === undefined)).stopsAt).toBeUndefined();
  });

  describe('an adapter with a Google service account', () => {
    const account = () => `adapter@${session.config.PROJECT_ID}.iam.gserviceaccount.com`;
    const annotate = (value: string) =>
      kubectl`annotate serviceaccount ${ADAPTER.name} -n custom-metrics --overwrite iam.gke.io/gcp-service-account${value}`;
    const unbind = () =>
      gcloud`iam service-accounts remove-iam-policy-binding ${account()} --role=roles/iam.workloadIdentityUser --member=${member()}`;

    it('for which it may not act: stops at adapter, and the remedy lets it act', async () => {
      await make([
        gcloud`iam service-accounts create adapter`,
        gcloud`projects add-iam-policy-binding ${session.config.PROJECT_ID} --role=roles/monitoring.viewer --member=serviceAccount:${account()} --condition=None`,
        annotate(`=${account()}`),
      ]);
      const found = await stopped('ADAPTER_IDENTITY');
      expect(found).toMatchObject({ id: 'adapter', code: 'ADAPTER_IDENTITY', certainty: 'likely' });
      await typed((found as { remedy: string }).remedy);
      expect((await seen(one, ({ stopsAt }) => stopsAt === undefined)).stopsAt).toBeUndefined();
    });

    it('and ends at its start for that reason: the log makes it certain', async () => {
      await make([unbind(), kubectl`delete pods --all -n custom-metrics`]);
      const found = await seen(broken, (hop) => !hop.ok && hop.certainty === 'certain' && hop.id === 'adapter');
      expect(found).toMatchObject({
        code: 'ADAPTER_IDENTITY',
        evidence: expect.arrayContaining([expect.stringContaining('access token')]),
      });
      await make([annotate('-')]);
      await pass(60);
      await adapterReady();
      expect((await seen(one, ({ stopsAt }) => stopsAt === undefined)).stopsAt).toBeUndefined();
    });
  });

  it('metric-renamed: the metric stops at the server, and the remedy names the exposed ones', async () => {
    await at.fault('metric-renamed');
    expect(await broken()).toMatchObject({
      id: 'server',
      ok: false,
      remedy: expect.stringContaining('vllm:num_requests_running'),
    });
  });

  it('adapter-down: the metric stops at the adapter, which does not answer', async () => {
    await at.fault('adapter-down');
    expect(await broken()).toMatchObject({ id: 'adapter', code: 'ADAPTER_DOWN' });
    await at.mend();
    await pass(45);
  });

  it('adapter-no-role: the metric stops at the adapter, whose "not found" means a missing role', async () => {
    await at.fault('adapter-no-role');
    expect(await broken()).toMatchObject({ id: 'adapter', code: 'ADAPTER_ROLE', certainty: 'likely' });
  });

  it('metric-stale: the metric stops in Cloud Monitoring', async () => {
    await at.fault('metric-stale');
    expect(await stopped('SERIES_STALE')).toMatchObject({ id: 'series', code: 'SERIES_STALE' });
    await pass(600);
    expect(await broken()).toMatchObject({
      id: 'series',
      code: 'SERIES_STALE',
      why: expect.stringContaining('more than 10 minutes'),
    });
    const reading = waitFor(hpaActive({ name: 'vllm-hpa', namespace: 'vllm' }), session);
    await expect(reading).rejects.toMatchObject({ diagnosis: 'METRIC_STALE' });
    await at.mend();
    await again();
  });

  it('a Deployment without replicas: stops at server, NO_REPLICAS', async () => {
    await make([kubectl`scale deployment vllm-tpu --replicas=0 -n vllm`]);
    expect(await stopped('NO_REPLICAS')).toMatchObject({ id: 'server', code: 'NO_REPLICAS' });
  });
});
