import { expect, test } from 'vitest';
import { createAdmission } from '../../../../sandbox/kubernetes/admission/index.ts';
import { podTemplate, startRig } from '../rig.ts';

// biome-ignore lint/suspicious/noExplicitAny: pods
type Pod = any;

const REQUEST = { operation: 'CREATE', user: 'me@example.com', groups: ['system:authenticated'] } as const;

async function denied(change: (pod: Pod) => void, autopilot = true, namespace = 'default'): Promise<string> {
  const rig = await startRig({ autopilot });
  const pod: Pod = structuredClone(podTemplate('x'));
  change(pod);
  pod.metadata = { ...pod.metadata, namespace, name: 'x' };
  try {
    createAdmission({ world: rig.world, store: rig.store, cloud: rig.cloud })(pod, {
      ...REQUEST,
      resource: 'pods',
      namespace,
    });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const NAME = 'server';
const container = (pod: Pod): Pod => {
  pod.spec.containers[0].name = NAME;
  return pod.spec.containers[0];
};
const volume = (pod: Pod, path: string, readOnly: boolean): void => {
  pod.spec.volumes = [{ name: 'v', hostPath: { path } }];
  container(pod).volumeMounts = [{ name: 'v', mountPath: '/v', readOnly }];
};

test.each<[string, (pod: Pod) => void, string]>([
  [
    'a privileged container',
    (pod) => (container(pod).securityContext = { privileged: true }),
    '"[denied by autogke-disallow-privilege]":["container server is privileged; not allowed in Autopilot"]',
  ],
  [
    'the host’s network',
    (pod) => (pod.spec.hostNetwork = true),
    '"[denied by autogke-disallow-hostnamespaces]":["enabling hostNetwork is not allowed in Autopilot."]',
  ],
  [
    'a writable host path',
    (pod) => volume(pod, '/var/log/a', false),
    'hostPath volume v in container server is accessed in write mode; disallowed in Autopilot.',
  ],
  [
    'a host path outside /var/log',
    (pod) => volume(pod, '/etc', true),
    'hostPath volume v used in container server uses path /etc which is not allowed in Autopilot. Allowed path prefixes for hostPath volumes are: [/var/log/].',
  ],
  [
    'a host port',
    (pod) => (container(pod).ports = [{ containerPort: 80, hostPort: 80 }]),
    'container server specifies host ports [80], which are disallowed in Autopilot.',
  ],
  [
    'a capability',
    (pod) => (container(pod).securityContext = { capabilities: { add: ['SYS_ADMIN'] } }),
    "linux capability 'SYS_ADMIN' on container 'server' not allowed",
  ],
  [
    'a toleration of GPUs without a GPU',
    (pod) => (pod.spec.tolerations = [{ key: 'nvidia.com/gpu', operator: 'Exists' }]),
    "The toleration with key 'nvidia.com/gpu' and operator 'Exists' cannot be specified if the pod does not request to use GPU in Autopilot.",
  ],
  [
    'a node pool’s label',
    (pod) => (pod.spec.nodeSelector = { 'cloud.google.com/gke-nodepool': 'p' }),
    "Key 'cloud.google.com/gke-nodepool' is not allowed with node selector; Autopilot only allows labels with keys: ",
  ],
])('Autopilot refuses %s, and a Standard cluster does not', async (_, change, message) => {
  expect(await denied(change)).toContain(message);
  expect(await denied(change, false)).toBe('');
});

test('Autopilot admits a readable host path below /var/log', async () => {
  expect(await denied((pod) => volume(pod, '/var/log/a', true))).toBe('');
});

test('Autopilot keeps its namespaces to itself', async () => {
  expect(await denied(() => undefined, true, 'kube-system')).toBe(
    'pods "x" is forbidden: User "me@example.com" cannot create resource "pods" in the namespace "kube-system": GKE Warden authz [denied by managed-namespaces-limitation]: the namespace "kube-system" is managed and the request\'s verb "create" is denied',
  );
});
