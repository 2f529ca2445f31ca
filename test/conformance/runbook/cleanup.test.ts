import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findProcess } from '../../../lib/background/find.ts';
import { recordFile } from '../../../lib/background/record.ts';
import { startProcess } from '../../../lib/background/start.ts';
import { gcloud, kubectl } from '../../../lib/command/command.ts';
import { LABEL } from '../../../lib/ownership/label.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { WatchOrder } from '../../../lib/runner/watchdog.ts';
import type { Session } from '../../../lib/session/session.ts';
import { ending } from '../../../runbook/park/ending.ts';
import { steps } from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

type Variables = Readonly<Record<string, string>>;

let at: Place;
beforeAll(async () => {
  at = await place({ durations: { ...QUICK, clusterCreate: '5s', cpuNodeBoot: '5s', loadBalancer: '5s' } });
});
afterEach(() => at.mend());
afterAll(() => at.clear());

async function run(id: string, variables: Variables = {}): Promise<Session> {
  const session = at.session(variables);
  await runStep(steps.find((step) => step.id.startsWith(id))!, session);
  return session;
}

async function did(command: ReturnType<typeof gcloud>, variables: Variables = {}): Promise<string> {
  const session = at.session(variables);
  // Commands that wait by themselves may do so fast.
  const { exitCode, stdout, stderr } = await session.ask(command, session.signal, 'wait');
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

/** The facts of the cleanup: what it found and what is left. */
async function cleanUp(variables: Variables = {}): Promise<Record<string, unknown>> {
  return (await run('99', variables)).report.data.facts;
}

async function clusters(): Promise<(string | null | undefined)[]> {
  const found = await at.session().cluster.clusters();
  return found.map(({ name }) => name);
}

function createCluster(name: string, ...flags: string[]) {
  return gcloud`container clusters create ${name} --location=us-east5 --node-locations=us-east5-b --num-nodes=1
    --workload-pool=vllm-tpu-sandbox.svc.id.goog --addons=GcsFuseCsiDriver ${flags}`;
}

describe('the cleanup after an incomplete creation', () => {
  it('deletes a cluster in state ERROR', async () => {
    await at.fault('cluster-create-fails');
    await expect(run('01')).rejects.toMatchObject({ code: 'OPERATION_FAILED' });
    await at.mend();
    expect((await at.session().cluster.cluster('vllm-tpu'))?.status).toBe('ERROR');
    expect((await cleanUp()).left).toEqual([]);
    expect(await clusters()).toEqual([]);
  });

  it('ends the watchdog of a limit, which would act on what comes later', async () => {
    const { name } = ending.watchdog;
    const session = at.session();
    const input: WatchOrder = { limit: { longest: 3_600_000_000 }, keep: true, since: session.target.clock.now() };
    await startProcess({ ...ending.watchdog, input }, session);
    await at.fault('api-errors', { code: 403 });
    await expect(run('99')).rejects.toThrow();
    expect(await findProcess(recordFile(name, session))).toMatchObject({ pid: expect.any(Number) });
    await at.mend();
    await cleanUp();
    expect(await findProcess(recordFile(name, session))).toBeUndefined();
  });

  it('deletes a cluster without a TPU node pool, and the load balancers of its Services', async () => {
    const variables = { NAMESPACE: 'default' };
    await did(createCluster('vllm-tpu', `--labels=${LABEL.key}=${LABEL.value}`));
    await run('02', variables);
    await did(kubectl`create service loadbalancer vllm-service --tcp=8000`, variables);
    await did(kubectl`label service vllm-service app.kubernetes.io/managed-by=vllm-tpu-runbook`, variables);
    await did(
      kubectl`wait service/vllm-service --for=jsonpath={.status.loadBalancer.ingress} --timeout=180s`,
      variables,
    );
    await run('04', variables);
    const { found, left } = await cleanUp(variables);
    expect(found).toEqual(
      expect.arrayContaining([
        'cluster vllm-tpu',
        'bucket vllm-tpu-sandbox-models',
        expect.stringMatching(/^machine gke-vllm-tpu-default-pool-/),
        expect.stringMatching(/^disk gke-vllm-tpu-default-pool-/),
        expect.stringMatching(/^load balancer a[0-9a-f]+$/),
      ]),
    );
    expect(left).toEqual([]);
  });

  it('lists a bucket under another name, which may be a colleague’s, and succeeds', async () => {
    await run('04');
    await did(gcloud`storage buckets create gs://left-over-of-a-former-name`);
    await did(
      gcloud`storage buckets update gs://left-over-of-a-former-name --update-labels=${LABEL.key}=${LABEL.value}`,
    );
    at.said.length = 0;
    expect((await cleanUp()).left).toEqual([]);
    const [last] = at.said.flatMap((entry) =>
      entry.kind === 'note' && entry.text.includes('after') ? [entry.text] : [],
    );
    expect(last).toContain('GSBUCKET=left-over-of-a-former-name npx tsx runbook/99-cleanup.ts');
    await did(gcloud`storage rm --recursive gs://left-over-of-a-former-name`);
  });
});

describe('the cleanup keeps resources that this runbook did not create', () => {
  const shared = { CLUSTER: 'existing', NAMESPACE: 'theirs', IAM_SCOPE: 'project' };

  it('a cluster and a bucket with our names', async () => {
    await did(createCluster('vllm-tpu'));
    await did(gcloud`storage buckets create gs://vllm-tpu-sandbox-models --uniform-bucket-level-access`);
    await run('99');
    expect(await clusters()).toEqual(['vllm-tpu']);
    await did(gcloud`storage buckets describe gs://vllm-tpu-sandbox-models`);
    await expect(run('01')).rejects.toMatchObject({ code: 'NOT_OURS' });
    await expect(run('04')).rejects.toMatchObject({ code: 'NOT_OURS' });
    await did(gcloud`storage rm --recursive gs://vllm-tpu-sandbox-models`);
  });

  it('a namespace, its secrets and service accounts, and IAM bindings in a shared cluster', async () => {
    for (const id of ['01', '02']) await run(id, shared);
    const { PROJECT_NUMBER } = at.session(shared).config;
    const pool = `principal://iam.googleapis.com/projects/${PROJECT_NUMBER}/locations/global/workloadIdentityPools/vllm-tpu-sandbox.svc.id.goog`;
    const before = [`${pool}/subject/ns/theirs/sa/vllm-ksa`];
    for (const member of before)
      await did(
        gcloud`projects add-iam-policy-binding vllm-tpu-sandbox --role=roles/storage.objectUser --member=${member} --condition=None`,
      );
    await did(kubectl`create namespace theirs`, shared);
    await did(kubectl`create secret generic hf-secret --from-literal=hf_api_token=theirs -n theirs`, shared);
    await expect(run('03', shared)).rejects.toMatchObject({ code: 'NOT_OURS' });
    await did(kubectl`create serviceaccount vllm-ksa -n theirs`, shared);
    for (const id of ['04', '05']) await run(id, shared);
    const { left } = await cleanUp(shared);
    const found = await did(kubectl`get namespace/theirs -o name`, shared);
    expect(found.trim()).toBe('namespace/theirs');
    const inside = await did(kubectl`get secret/hf-secret serviceaccount/vllm-ksa -n theirs -o name`, shared);
    expect(inside.trim().split('\n')).toEqual(['secret/hf-secret', 'serviceaccount/vllm-ksa']);
    const policy = await did(gcloud`projects get-iam-policy vllm-tpu-sandbox --format=json`);
    expect(JSON.parse(policy).bindings).toContainEqual(
      expect.objectContaining({ role: 'roles/storage.objectUser', members: before }),
    );
    expect(await clusters()).toEqual(['vllm-tpu']);
    expect(left).toEqual(['IAM binding roles/storage.objectUser for ns/theirs/sa/vllm-ksa']);
  });
});
