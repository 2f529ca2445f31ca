import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../../sandbox/kubernetes/object.ts';
import { MINUTE, podTemplate, type Rig, SECOND, startRig } from '../../rig.ts';

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  return rig;
}

function createJob(rig: Rig, script: string, spec: object = {}, restartPolicy = 'Never'): void {
  const template = podTemplate('work', { image: 'busybox:1.37', command: ['sh', '-c', script] }, { restartPolicy });
  rig.create('jobs', {
    metadata: { namespace: 'default', name: 'work' },
    spec: { backoffLimit: 6, completions: 1, parallelism: 1, template, ...spec },
  });
}

const job = (rig: Rig): KubeObject => rig.store.get('jobs', 'default', 'work')!;
const conditions = (rig: Rig): unknown[] =>
  job(rig).status.conditions.map(({ type, reason }: { type: string; reason: string }) => [type, reason]);

test('a job is complete when its pod has succeeded', async () => {
  const rig = await createRig();
  createJob(rig, 'echo done; sleep 5');
  await rig.pass(2 * SECOND);
  expect(job(rig).status).toMatchObject({ active: 1, ready: 1, startTime: '2026-11-22T12:02:00Z' });
  await rig.pass(10 * SECOND);
  expect(job(rig).status).toMatchObject({ succeeded: 1, ready: 0 });
  expect(job(rig).status.active).toBeUndefined();
  expect(conditions(rig)).toEqual([
    ['SuccessCriteriaMet', 'CompletionsReached'],
    ['Complete', 'CompletionsReached'],
  ]);
  expect(rig.events('work').at(-1)).toBe('Completed: Job completed');
});

test('an unknown image completes after its duration', async () => {
  const rig = await createRig();
  createJob(rig, './train.py');
  await rig.pass(10 * SECOND);
  expect(job(rig).status.succeeded).toBe(1);
});

test('at most parallelism pods run until enough succeed', async () => {
  const rig = await createRig();
  createJob(rig, 'sleep 10', { completions: 5, parallelism: 2 });
  let most = 0;
  rig.store.subscribe('jobs', ({ object }) => {
    most = Math.max(most, object.status?.active ?? 0);
  });
  await rig.pass(MINUTE);
  expect(job(rig).status.succeeded).toBe(5);
  expect(most).toBe(2);
});

test('it fails when more pods failed than its limit', async () => {
  const rig = await createRig();
  createJob(rig, 'exit 1', { backoffLimit: 2 });
  await rig.pass(5 * MINUTE);
  expect(job(rig).status.failed).toBe(3);
  expect(conditions(rig)).toContainEqual(['Failed', 'BackoffLimitExceeded']);
  expect(rig.events('work')).toContain('BackoffLimitExceeded: Job has reached the specified backoff limit');
});

test('it fails when it takes too long', async () => {
  const rig = await createRig();
  createJob(rig, 'sleep 1000', { activeDeadlineSeconds: 30 });
  await rig.pass(2 * MINUTE);
  expect(conditions(rig)).toContainEqual(['Failed', 'DeadlineExceeded']);
  expect(rig.pods()).toEqual([]);
});

test('a finished job is deleted after its TTL', async () => {
  const rig = await createRig();
  createJob(rig, 'true', { ttlSecondsAfterFinished: 60 });
  await rig.pass(30 * SECOND);
  expect(job(rig)).toBeDefined();
  await rig.pass(MINUTE);
  expect(job(rig)).toBeUndefined();
  await rig.pass(SECOND);
  expect(rig.pods()).toEqual([]);
});

test('the pods of an Indexed job each have a number, which its containers find in JOB_COMPLETION_INDEX', async () => {
  const rig = await createRig();
  createJob(rig, 'sleep 5', { completionMode: 'Indexed', completions: 4, parallelism: 3 });
  await rig.pass(2 * SECOND);
  const pods = rig.pods();
  expect(pods.map(({ metadata }) => metadata.name.replace(/-[^-]*$/, ''))).toEqual(['work-0', 'work-1', 'work-2']);
  for (const [index, { metadata, spec }] of pods.entries()) {
    expect(metadata.labels).toMatchObject({ 'batch.kubernetes.io/job-completion-index': String(index) });
    expect(spec.containers[0].env).toContainEqual({
      name: 'JOB_COMPLETION_INDEX',
      valueFrom: {
        fieldRef: { apiVersion: 'v1', fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" },
      },
    });
  }
  await rig.pass(MINUTE);
  expect(job(rig).status).toMatchObject({ succeeded: 4, completedIndexes: '0-3' });
});

test('an index whose pod failed is tried again, and no other', async () => {
  const rig = await createRig();
  createJob(rig, 'exit $(JOB_COMPLETION_INDEX)', { completionMode: 'Indexed', completions: 2, parallelism: 2 });
  await rig.pass(MINUTE);
  expect(job(rig).status).toMatchObject({ succeeded: 1, completedIndexes: '0' });
  const failed = rig.pods().filter(({ status }) => status.phase === 'Failed');
  expect(failed.length).toBeGreaterThan(1);
  expect(
    new Set(failed.map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-completion-index'])),
  ).toEqual(new Set(['1']));
});

const POLICY = {
  rules: [
    { action: 'FailJob', onExitCodes: { containerName: 'work', operator: 'In', values: [42] } },
    { action: 'Ignore', onExitCodes: { operator: 'In', values: [7] } },
  ],
};

test('it fails at once with an exit code that its failure policy names', async () => {
  const rig = await createRig();
  createJob(rig, 'exit 42', { podFailurePolicy: POLICY });
  await rig.pass(20 * SECOND);
  expect(conditions(rig)).toEqual([
    ['FailureTarget', 'PodFailurePolicy'],
    ['Failed', 'PodFailurePolicy'],
  ]);
  expect(job(rig).status).toMatchObject({ failed: 1 });
  expect(rig.events('work').at(-1)).toMatch(
    /^PodFailurePolicy: Container work for pod default\/work-\w+ failed with exit code 42 matching FailJob rule at index 0$/,
  );
});

test('a failure that its failure policy ignores does not count', async () => {
  const rig = await createRig();
  createJob(rig, 'exit 7', { backoffLimit: 0, podFailurePolicy: POLICY });
  await rig.pass(20 * SECOND);
  expect(job(rig).status.conditions).toBeUndefined();
});
