import { describe, expect, test } from 'vitest';
import { createAdmission } from '../../../../sandbox/kubernetes/admission/index.ts';
import type { NewObject } from '../../../../sandbox/kubernetes/object.ts';
import { StatusError } from '../../../../sandbox/kubernetes/store/status-error.ts';
import { podTemplate, startRig } from '../rig.ts';
import { vllmTemplate } from '../vllm.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects of any type
type Anything = any;

async function createAdmit(options: { autopilot?: boolean } = {}) {
  const rig = await startRig(options);
  const plugin = createAdmission({ world: rig.world, store: rig.store, cloud: rig.cloud });
  const admit = (object: Anything, resource = 'pods', operation: 'CREATE' | 'UPDATE' = 'CREATE'): Anything => {
    const whole = { ...object, metadata: { ...object.metadata, namespace: 'default', name: 'x' } } as NewObject;
    return plugin(whole, {
      resource,
      operation,
      namespace: 'default',
      user: 'me@example.com',
      groups: ['system:authenticated'],
    });
  };
  return { rig, admit };
}

function refusal(action: () => unknown): StatusError {
  try {
    action();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error('It was admitted');
}

test('a pod without containers is left to validation', async () => {
  const { admit } = await createAdmit();
  for (const spec of [undefined, {}, { containers: null }]) expect(admit({ spec }).spec).toEqual(spec);
});

describe('Warden', () => {
  test('refuses a TPU pod without a topology, with GKE’s message', async () => {
    const { admit } = await createAdmit();
    const pod: Anything = vllmTemplate();
    delete pod.spec.nodeSelector['cloud.google.com/gke-tpu-topology'];
    const { code, reason, message } = refusal(() => admit(pod));
    expect({ code, reason }).toEqual({ code: 400, reason: 'GKE Warden constraints violations' });
    expect(message).toBe(
      `admission webhook "warden-validating.common-webhooks.networking.gke.io" denied the request: GKE Warden rejected the request because it violates one or more constraints.
Violations details: {"[denied by tpu-accelerator-topology-constraints]":["Missing nodeSelector/nodeAffinity label cloud.google.com/gke-tpu-topology."]}
Requested by user: 'me@example.com', groups: 'system:authenticated'.`,
    );
  });

  test('names both labels when both are missing', async () => {
    const { admit } = await createAdmit();
    const pod: Anything = vllmTemplate();
    delete pod.spec.nodeSelector;
    expect(refusal(() => admit(pod)).message).toContain(
      '["Missing nodeSelector/nodeAffinity label cloud.google.com/gke-tpu-accelerator.","Missing nodeSelector/nodeAffinity label cloud.google.com/gke-tpu-topology."]',
    );
  });

  test.each(['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs'])(
    'looks into the template of %s',
    async (resource) => {
      const { admit } = await createAdmit();
      const template: Anything = vllmTemplate();
      delete template.spec.nodeSelector;
      expect(refusal(() => admit({ spec: { template } }, resource, 'UPDATE')).reason).toBe(
        'GKE Warden constraints violations',
      );
    },
  );

  test('accepts a node affinity instead of a selector', async () => {
    const { admit } = await createAdmit();
    const pod: Anything = vllmTemplate();
    const matchExpressions = Object.entries(pod.spec.nodeSelector).map(([key, value]) => ({
      key,
      operator: 'In',
      values: [value],
    }));
    delete pod.spec.nodeSelector;
    pod.spec.affinity = {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
    };
    expect(admit(pod)).toBeDefined();
  });

  test('accepts a pod without TPUs', async () => {
    const { admit } = await createAdmit();
    expect(admit(podTemplate('web'))).toBeDefined();
  });
});

describe('tolerations', () => {
  test('a TPU pod tolerates the TPU taint', async () => {
    const { admit } = await createAdmit();
    expect(admit(vllmTemplate()).spec.tolerations).toContainEqual({
      key: 'google.com/tpu',
      operator: 'Exists',
      effect: 'NoSchedule',
    });
  });

  test('a pod stays on a lost node for five minutes by default', async () => {
    const { admit } = await createAdmit();
    const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    const { tolerations } = admit(podTemplate('web', {}, { tolerations: [own] })).spec;
    expect(tolerations).toEqual([
      own,
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ]);
  });
});

describe('the service account', () => {
  test('is `default` unless named, and its token is mounted', async () => {
    const { admit } = await createAdmit();
    const { spec } = admit(podTemplate('web'));
    expect(spec).toMatchObject({ serviceAccountName: 'default', serviceAccount: 'default' });
    expect(spec.volumes[0].name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(spec.containers[0].volumeMounts).toEqual([
      { name: spec.volumes[0].name, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ]);
  });

  test('may forbid the token', async () => {
    const { admit } = await createAdmit();
    expect(admit(podTemplate('web', {}, { automountServiceAccountToken: false })).spec.volumes).toBeUndefined();
  });

  test('has to exist', async () => {
    const { admit } = await createAdmit();
    const { code, message } = refusal(() => admit(podTemplate('web', {}, { serviceAccountName: 'vllm-ksa' })));
    expect([code, message]).toEqual([
      403,
      'pods "x" is forbidden: error looking up service account default/vllm-ksa: serviceaccount "vllm-ksa" not found',
    ]);
  });
});

describe('the gcsfuse sidecar', () => {
  test('comes first among the init containers, as a native sidecar', async () => {
    const { admit } = await createAdmit();
    const { initContainers, volumes } = admit(vllmTemplate()).spec;
    expect(initContainers).toHaveLength(1);
    expect(initContainers[0]).toMatchObject({
      name: 'gke-gcsfuse-sidecar',
      restartPolicy: 'Always',
      args: ['--v=5'],
      env: [{ name: 'NATIVE_SIDECAR', value: 'TRUE' }],
      securityContext: { runAsUser: 65534, readOnlyRootFilesystem: true },
      resources: {
        limits: { cpu: '250m', memory: '256Mi', 'ephemeral-storage': '5Gi' },
        requests: { cpu: '250m', memory: '256Mi', 'ephemeral-storage': '5Gi' },
      },
    });
    const names = volumes.map(({ name }: { name: string }) => name);
    // The pod's own cache volume is used.
    expect(names.filter((name: string) => name.startsWith('gke-gcsfuse-')).sort()).toEqual([
      'gke-gcsfuse-buffer',
      'gke-gcsfuse-cache',
      'gke-gcsfuse-tmp',
    ]);
    expect(volumes.find(({ name }: { name: string }) => name === 'gke-gcsfuse-cache').emptyDir).toEqual({
      medium: 'Memory',
    });
  });

  test.each([
    [{ 'cpu-limit': '0' }, undefined, '250m'],
    [{ 'cpu-limit': '2' }, '2', '2'],
    [{ 'cpu-request': '1' }, '1', '1'],
    [{ 'cpu-limit': '2', 'cpu-request': '1' }, '2', '1'],
  ])('%j gives a limit of %s and a request of %s', async (amounts, limit, request) => {
    const { admit } = await createAdmit();
    const pod: Anything = vllmTemplate();
    for (const [name, amount] of Object.entries(amounts)) pod.metadata.annotations[`gke-gcsfuse/${name}`] = amount;
    const { resources } = admit(pod).spec.initContainers[0];
    expect([resources.limits.cpu, resources.requests.cpu]).toEqual([limit, request]);
  });

  test('needs its annotation and its add-on', async () => {
    const { rig, admit } = await createAdmit();
    const pod: Anything = vllmTemplate();
    rig.cloud.addons.delete('gcsFuseCsiDriver');
    expect(admit(pod).spec.initContainers).toBeUndefined();
    rig.cloud.addons.add('gcsFuseCsiDriver');
    delete pod.metadata.annotations;
    expect(admit(pod).spec.initContainers).toBeUndefined();
  });
});

describe('on Autopilot', () => {
  test('a container without requests gets 0.5 CPU and 2 GiB', async () => {
    const { admit } = await createAdmit({ autopilot: true });
    const amounts = { cpu: '500m', memory: '2Gi', 'ephemeral-storage': '1Gi' };
    expect(admit(podTemplate('web')).spec.containers[0].resources).toEqual({ limits: amounts, requests: amounts });
  });

  test('a container’s requests are kept, and its limits follow them', async () => {
    const { admit } = await createAdmit({ autopilot: true });
    const { resources } = admit(
      podTemplate('web', { resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } } }),
    ).spec.containers[0];
    expect(resources).toEqual({
      limits: { cpu: '2', memory: '8Gi', 'ephemeral-storage': '1Gi' },
      requests: { cpu: '2', memory: '8Gi', 'ephemeral-storage': '1Gi' },
    });
  });

  test.each([
    ['too little CPU for its memory', { cpu: '1', memory: '13Gi' }, { cpu: '2', memory: '13Gi' }],
    ['too little memory for its CPU', { cpu: '250m', memory: '200Mi' }, { cpu: '250m', memory: '256Mi' }],
    ['less than the least', { cpu: '10m', memory: '10Mi' }, { cpu: '50m', memory: '52Mi' }],
    ['amounts within the range', { cpu: '50m', memory: '64Mi' }, { cpu: '50m', memory: '64Mi' }],
  ])('a pod with %s gets requests of its class', async (_, requests, expected) => {
    const { admit } = await createAdmit({ autopilot: true });
    const { spec, metadata } = admit(podTemplate('web', { resources: { requests } }));
    expect(spec.containers[0].resources.requests).toMatchObject(expected);
    const { input, output } = JSON.parse(metadata.annotations['autopilot.gke.io/resource-adjustment']);
    expect([input.containers[0].requests, output.containers[0].requests]).toMatchObject([requests, expected]);
  });

  test('a limit of ephemeral storage is its request', async () => {
    const { admit } = await createAdmit({ autopilot: true });
    const resources = { requests: { 'ephemeral-storage': '2Gi' }, limits: { 'ephemeral-storage': '4Gi' } };
    expect(admit(podTemplate('web', { resources })).spec.containers[0].resources.limits['ephemeral-storage']).toBe(
      '2Gi',
    );
  });

  test('a container with TPUs gets no CPU and no memory that it did not ask for', async () => {
    const { admit } = await createAdmit({ autopilot: true });
    const pod = podTemplate('web', { resources: { limits: { 'google.com/tpu': '8' } } }) as Anything;
    pod.spec.nodeSelector = { 'cloud.google.com/gke-tpu-accelerator': 'x', 'cloud.google.com/gke-tpu-topology': '2x4' };
    const amounts = { 'google.com/tpu': '8', 'ephemeral-storage': '1Gi' };
    expect(admit(pod).spec.containers[0].resources).toEqual({ limits: amounts, requests: amounts });
  });

  test('nothing is added on Standard', async () => {
    const { admit } = await createAdmit();
    expect(admit(podTemplate('web')).spec.containers[0].resources).toBeUndefined();
  });
});
