import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../../sandbox/kubernetes/object.ts';
import { deployment, MINUTE, podTemplate, type Rig, SECOND, startRig } from '../../rig.ts';
import { BUCKET, vllmDeployment, vllmTemplate } from '../../vllm.ts';

const SURGE_ONE = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'default-pool', machineType: 'e2-standard-4', size: 2 });
  await rig.pass(2 * MINUTE);
  return rig;
}

const get = (rig: Rig, name = 'web'): KubeObject => rig.store.get('deployments', 'default', name)!;

const condition = (object: KubeObject, type: string): object =>
  object.status.conditions.find((each: { type: string }) => each.type === type);

/** The sizes of the replica sets, oldest first. */
const sizes = (rig: Rig): number[] =>
  rig.store
    .list('replicasets')
    .sort(
      (a, b) =>
        Number(a.metadata.annotations!['deployment.kubernetes.io/revision']) -
        Number(b.metadata.annotations!['deployment.kubernetes.io/revision']),
    )
    .map(({ spec }) => spec.replicas);

function setTemplate(rig: Rig, template: object, name = 'web'): void {
  rig.store.modify('deployments', 'default', name, ({ spec }) => {
    spec.template = template;
  });
}

test('a new deployment gets a replica set, pods and upstream’s conditions', async () => {
  const rig = await createRig();
  rig.create('deployments', deployment('web', { replicas: 2 }));
  await rig.pass(0);
  const [set] = rig.store.list('replicasets');
  const { name } = set!.metadata;
  expect(condition(get(rig), 'Available')).toMatchObject({
    status: 'False',
    reason: 'MinimumReplicasUnavailable',
    message: 'Deployment does not have minimum availability.',
  });
  expect(get(rig).status).toMatchObject({
    observedGeneration: 1,
    replicas: 2,
    updatedReplicas: 2,
    unavailableReplicas: 2,
  });
  await rig.pass(MINUTE);
  expect(get(rig).status).toMatchObject({ replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 });
  expect(get(rig).status.unavailableReplicas).toBeUndefined();
  expect(condition(get(rig), 'Available')).toMatchObject({
    status: 'True',
    reason: 'MinimumReplicasAvailable',
    message: 'Deployment has minimum availability.',
  });
  expect(condition(get(rig), 'Progressing')).toMatchObject({
    status: 'True',
    reason: 'NewReplicaSetAvailable',
    message: `ReplicaSet "${name}" has successfully progressed.`,
  });
  expect(rig.events('web')[0]).toBe(`ScalingReplicaSet: Scaled up replica set ${name} from 0 to 2`);
  expect(set!.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/desired-replicas': '2',
    'deployment.kubernetes.io/max-replicas': '3',
    'deployment.kubernetes.io/revision': '1',
  });
  expect(rig.pod().metadata.labels).toEqual({
    app: 'web',
    'pod-template-hash': set!.spec.selector.matchLabels['pod-template-hash'],
  });
});

test('a rolling update stays within its minimum and maximum of pods', async () => {
  const rig = await createRig();
  rig.create('deployments', deployment('web', { replicas: 3, strategy: SURGE_ONE }));
  await rig.pass(MINUTE);
  const seen: string[] = [];
  rig.store.subscribe('pods', () => {
    const pods = rig.pods().filter(({ metadata }) => !metadata.deletionTimestamp);
    const ready = pods.filter(({ status }) =>
      status.conditions?.some(
        (each: { type: string; status: string }) => each.type === 'Ready' && each.status === 'True',
      ),
    );
    seen.push(`${pods.length}/${ready.length}`);
    expect(pods.length).toBeLessThanOrEqual(4);
    expect(ready.length).toBeGreaterThanOrEqual(3);
  });
  setTemplate(rig, podTemplate('web', { image: 'nginx:1.28' }));
  await rig.pass(2 * MINUTE);
  expect(sizes(rig)).toEqual([0, 3]);
  expect(seen).toContain('4/3');
  expect(rig.pods().map(({ spec }) => spec.containers[0].image)).toEqual(Array(3).fill('nginx:1.28'));
});

test('Recreate waits until the last old pod has gone', async () => {
  const rig = await createRig();
  rig.create('deployments', deployment('web', { replicas: 2, strategy: { type: 'Recreate' } }));
  await rig.pass(MINUTE);
  setTemplate(rig, podTemplate('web', { image: 'nginx:1.28' }));
  await rig.pass(SECOND);
  expect(rig.pods().map(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([true, true]);
  expect(rig.store.list('replicasets')).toHaveLength(1);
  await rig.pass(MINUTE);
  expect(rig.pods().map(({ spec }) => spec.containers[0].image)).toEqual(Array(2).fill('nginx:1.28'));
});

test('an undo reuses the old replica set under a new revision', async () => {
  const rig = await createRig();
  rig.create('deployments', deployment('web'));
  await rig.pass(MINUTE);
  setTemplate(rig, podTemplate('web', { image: 'nginx:1.28' }));
  await rig.pass(MINUTE);
  expect(get(rig).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '2' });
  // kubectl sends the template back as Go writes it: with a null and an empty struct that nobody had set.
  const { metadata, spec } = podTemplate('web', { resources: {} }) as { metadata: object; spec: object };
  setTemplate(rig, { metadata: { ...metadata, creationTimestamp: null }, spec });
  await rig.pass(MINUTE);
  expect(rig.store.list('replicasets')).toHaveLength(2);
  expect(get(rig).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '3' });
  const set = rig.store.list('replicasets').find(({ spec }) => spec.replicas === 1)!;
  expect(set.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision': '3',
    'deployment.kubernetes.io/revision-history': '1',
  });
});

test('the history limit bounds the number of old replica sets', async () => {
  const rig = await createRig();
  rig.create('deployments', deployment('web', { revisionHistoryLimit: 2 }));
  for (const image of ['nginx:1', 'nginx:2', 'nginx:3', 'nginx:4']) {
    setTemplate(rig, podTemplate('web', { image }));
    await rig.pass(MINUTE);
  }
  expect(
    rig.store
      .list('replicasets')
      .map(({ spec }) => spec.template.spec.containers[0].image)
      .sort(),
  ).toEqual(['nginx:2', 'nginx:3', 'nginx:4']);
});

test('a paused deployment does not roll out, but scales', async () => {
  const rig = await createRig();
  rig.create('deployments', deployment('web'));
  await rig.pass(MINUTE);
  rig.store.modify('deployments', 'default', 'web', ({ spec }) => {
    Object.assign(spec, { paused: true, replicas: 2, template: podTemplate('web', { image: 'nginx:1.28' }) });
  });
  await rig.pass(MINUTE);
  expect(sizes(rig)).toEqual([2]);
  expect(condition(get(rig), 'Progressing')).toMatchObject({
    status: 'Unknown',
    reason: 'DeploymentPaused',
    message: 'Deployment is paused',
  });
  rig.store.modify('deployments', 'default', 'web', ({ spec }) => {
    delete spec.paused;
  });
  await rig.pass(2 * MINUTE);
  expect(sizes(rig)).toEqual([0, 2]);
});

test('a rollout that does not move for ten minutes has timed out', async () => {
  const rig = await createRig();
  rig.create('deployments', deployment('web', { template: podTemplate('web', {}, { nodeSelector: { no: 'where' } }) }));
  await rig.pass(9 * MINUTE);
  expect(condition(get(rig), 'Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
  await rig.pass(2 * MINUTE);
  const [set] = rig.store.list('replicasets');
  expect(condition(get(rig), 'Progressing')).toMatchObject({
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: `ReplicaSet "${set!.metadata.name}" has timed out progressing.`,
  });
});

test('a refused pod causes ReplicaFailure', async () => {
  const rig = await createRig();
  rig.create('deployments', deployment('web', { template: podTemplate('web', {}, { serviceAccountName: 'nobody' }) }));
  await rig.pass(SECOND);
  const [set] = rig.store.list('replicasets');
  const message = `pods "${set!.metadata.name}-" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found`;
  expect(condition(get(rig), 'ReplicaFailure')).toMatchObject({ status: 'True', reason: 'FailedCreate', message });
  expect(rig.events('web').some((event) => event.startsWith(`FailedCreate: Error creating: ${message}`))).toBe(true);
  rig.create('serviceaccounts', { metadata: { namespace: 'default', name: 'nobody' } });
  await rig.pass(5 * MINUTE);
  expect(get(rig).status.availableReplicas).toBe(1);
  expect(condition(get(rig), 'ReplicaFailure')).toBeUndefined();
});

test('on TPUs a rolling update with a surge waits forever for a second node; Recreate does not', async () => {
  const rig = await createRig();
  rig.buckets.set(BUCKET, new Map());
  rig.grants.add(`${BUCKET}/storage.objects.list`);
  rig.cloud.addPool({ name: 'tpunodepool', machineType: 'ct6e-standard-8t', size: 1, autoscaling: { min: 1, max: 1 } });
  rig.create(
    'deployments',
    vllmDeployment({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } } }),
  );
  await rig.pass(10 * MINUTE);
  const [first] = rig.pods();
  setTemplate(rig, vllmTemplate({ image: 'registry.example.com/model-server:v2' }), 'vllm-tpu');
  await rig.pass(30 * MINUTE);
  const waiting = rig.pods().find(({ metadata }) => metadata.name !== first!.metadata.name)!;
  expect(rig.pods()).toHaveLength(2);
  expect(waiting.status).toMatchObject({ phase: 'Pending' });
  expect(rig.events(waiting.metadata.name).join('\n')).toMatch(
    /1 Insufficient google\.com\/tpu, 2 node\(s\) didn't match/,
  );
  expect(rig.events(waiting.metadata.name).join('\n')).toContain(
    "NotTriggerScaleUp: pod didn't trigger scale-up: 1 max node group size reached",
  );
  rig.store.modify('deployments', 'default', 'vllm-tpu', ({ spec }) => {
    spec.strategy = { type: 'Recreate' };
  });
  await rig.pass(10 * MINUTE);
  expect(rig.pods().map(({ spec, status }) => [spec.containers[0].image, status.phase])).toEqual([
    ['registry.example.com/model-server:v2', 'Running'],
  ]);
});
