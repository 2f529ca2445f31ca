import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, askAll } from '../../lib/checks/index.ts';
import { type Command, gcloud } from '../../lib/command/command.ts';
import { runStep } from '../../lib/runner/runner.ts';
import { preflight } from '../../runbook/00-preflight.ts';
import { questions } from '../../runbook/preflight/index.ts';
import { type Place, place } from './place.ts';

// No fault affects gcloud and kubectl, which take a second: one test covers them.
const cheap = questions.filter(({ id }) => !['gcloud', 'kubectl'].includes(id));

async function answersOf(at: Place, variables: Record<string, string> = {}): Promise<Record<string, Answered>> {
  const answers = await askAll(cheap, at.session(variables));
  return Object.fromEntries(answers.map((answer) => [answer.id, answer]));
}

describe('the preflight', () => {
  let at: Place;

  beforeAll(async () => {
    at = await place();
  });
  afterEach(() => at.mend());
  afterAll(() => at.clear());

  const ask = (variables?: Record<string, string>) => answersOf(at, variables);

  it('says yes to every check on a new project, except Hugging Face, which the sandbox skips', async () => {
    const answers = await askAll(questions, at.session());
    expect(answers.map(({ id, verdict }) => [id, verdict])).toEqual(
      questions.map(({ id }) => [id, id === 'hugging-face' ? 'unknown' : 'yes']),
    );
  });

  it.each([
    [{ PARALLEL_PROCESSES: '128' }, 'no'],
    [{ PARALLEL_PROCESSES: '139' }, 'no'],
    [{ PARALLEL_PROCESSES: '140' }, 'yes'],
    [{ PARALLEL_PROCESSES: '128', HPA_METRIC: 'cache' }, 'yes'],
    [{ PARALLEL_PROCESSES: '128', MAX_REPLICAS: '1' }, 'yes'],
  ])('says whether the load of %j is large enough for a second replica: %s', async (variables, verdict) => {
    expect((await ask(variables))['load-scales-out']).toMatchObject({ verdict });
  });

  it.each([
    [
      'billing',
      'billing-disabled',
      {},
      {},
      'https://console.cloud.google.com/billing/linkedaccount?project=vllm-tpu-sandbox',
    ],
    [
      'apis',
      'api-disabled',
      { service: 'monitoring.googleapis.com' },
      {},
      'gcloud services enable monitoring.googleapis.com --project=vllm-tpu-sandbox',
    ],
    [
      'apis',
      'api-disabled',
      { service: 'containerfilesystem.googleapis.com' },
      { IMAGE_DISK: 'projects/vllm-tpu-sandbox/global/images/vllm-tpu' },
      'gcloud services enable containerfilesystem.googleapis.com --project=vllm-tpu-sandbox',
    ],
    [
      'permissions',
      'permission-denied',
      { permission: 'container.clusters.create' },
      {},
      'gcloud projects add-iam-policy-binding vllm-tpu-sandbox --member=user:YOU --role=roles/container.admin',
    ],
    ['tpu-quota', 'tpu-quota-zero', {}, {}, /^gcloud beta quotas preferences create .*--preferred-value=16 /],
    ['bucket-name', 'bucket-name-taken', {}, {}, /^Set another GSBUCKET/],
    [
      'machine-type',
      undefined,
      {},
      { ZONES: 'us-central1-f', ZONE: 'us-central1-a', CONTROL_PLANE_LOCATION: 'us-central1' },
      /machine-types list/,
    ],
    ['cluster-version', undefined, {}, { CLUSTER_VERSION: '1.32.1-gke.1000' }, 'CLUSTER_VERSION=1.33.5-gke.1162000'],
    ['tpu-quota', undefined, {}, { MAX_REPLICAS: '5' }, /--preferred-value=40/],
  ] as const)('says no to %s with the fault %s, and how to fix it', async (id, fault, parameters, variables, mend) => {
    if (fault) await at.fault(fault, parameters);
    const answer = (await ask(variables))[id]!;
    expect(answer.verdict).toBe('no');
    expect(answer.remedy).toMatch(mend);
  });

  it.each([
    [{}, 'yes', /8 chips, topology 2x4.*131\.4 GiB of weights in 250 GiB.*74 sequences of 4,096 tokens/],
    [
      { MODEL: 'Qwen/Qwen3-8B', MACHINE_TYPE: 'ct6e-standard-1t' },
      'yes',
      /1 chip, topology 1x1.*--max-model-len, at most 40,960\)/,
    ],
    [{ MODEL: 'TinyLlama/TinyLlama-1.1B-Chat-v1.0', MACHINE_TYPE: 'ct6e-standard-4t' }, 'no', /at most 2,048 tokens/],
    [{ MODEL: 'someone/model' }, 'no', /size of someone\/model is unknown/],
    [{ MODEL: 'someone/model', WEIGHTS_GIB: '60' }, 'yes', /60 GiB of weights/],
  ] as const)('with %j says %s to the model on the machine, with the numbers', async (variables, verdict, detail) => {
    const answer = (await ask({ ...variables }))['model-fits']!;
    expect(answer).toMatchObject({ verdict, detail: expect.stringMatching(detail) });
  });

  it('counts spot machines against the quota of preemptible chips, which is not 0', async () => {
    await at.fault('tpu-quota-zero');
    const answer = (await ask({ PROVISIONING: 'spot' }))['tpu-quota']!;
    expect(answer).toMatchObject({ verdict: 'yes' });
    expect(answer.detail).toContain('PREEMPTIBLE-TPU-V6E-per-project-region');
  });

  it('checks the quota and the zones of the TPU generation of MACHINE_TYPE', async () => {
    const v5e = {
      MODEL: 'meta-llama/Llama-3.1-8B',
      MACHINE_TYPE: 'ct5lp-hightpu-8t',
      ZONE: 'us-west4-a',
      CONTROL_PLANE_LOCATION: 'us-west4',
    };
    const { 'tpu-quota': quota, 'machine-type': machine } = await ask(v5e);
    expect(quota).toMatchObject({ verdict: 'yes', detail: expect.stringMatching(/^TPU-LITE-PODSLICE-V5-per-project/) });
    expect(machine).toMatchObject({ verdict: 'yes' });
    const { remedy } = (await ask({ ...v5e, MAX_REPLICAS: '5' }))['tpu-quota']!;
    expect(remedy).toMatch(/--quota-id=TPU-LITE-PODSLICE-V5-per-project-region --preferred-value=40 .*=us-west4 /);
  });

  it('ends with CONFIG_INVALID (exit code 2) and every remedy if a check fails', async () => {
    await at.fault('billing-disabled');
    await at.fault('tpu-quota-zero');
    const error = await runStep(preflight, at.session()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'Preflight failed: billing, TPU quota',
      remedy: expect.stringMatching(/linkedaccount.*quotas preferences create/s),
    });
    expect(at.said.filter(({ kind }) => kind === 'answer').length).toBeGreaterThanOrEqual(questions.length);
  });
});

describe('the preflight of an existing cluster', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place({ durations: { clusterCreate: '5s', nodePoolCreate: '5s' } });
  });
  afterAll(() => at.clear());

  it('checks the cluster of CLUSTER=existing as 01-cluster does', async () => {
    const ask = (variables: Record<string, string>) => answersOf(at, variables);
    const existing = { CLUSTER_NAME: 'shared', CLUSTER: 'existing' };
    expect((await ask(existing))['cluster-name']).toMatchObject({ verdict: 'no' });
    expect((await ask({ CLUSTER_NAME: 'shared', LEARNER: 'one' }))['cluster-name']).toMatchObject({ verdict: 'no' });
    const session = at.session();
    const wait = (command: Command) => session.ask(command, session.signal, 'wait');
    await wait(gcloud`container clusters create shared --location=us-east5 --num-nodes=1`);
    const lacks = (await ask(existing))['cluster-name'];
    expect(lacks).toMatchObject({
      verdict: 'no',
      remedy: expect.stringMatching(/clusters update shared .*--workload-pool=.*\n.*GcsFuseCsiDriver=ENABLED/),
    });
    await wait(
      gcloud`container clusters update shared --location=us-east5 --workload-pool=${at.session().config.PROJECT_ID}.svc.id.goog`,
    );
    await wait(gcloud`container clusters update shared --location=us-east5 --update-addons=GcsFuseCsiDriver=ENABLED`);
    expect((await ask(existing))['cluster-name']).toMatchObject({ verdict: 'yes' });
    expect((await ask({ ...existing, CLUSTER_VERSION: '1.32.1-gke.1000' }))['cluster-version']).toMatchObject({
      verdict: 'yes',
    });
    expect((await ask({ CLUSTER_NAME: 'shared' }))['cluster-name']).toMatchObject({ verdict: 'no' });
  });
});
