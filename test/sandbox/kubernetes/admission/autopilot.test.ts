import { expect, test } from 'vitest';
import { startRig } from '../rig.ts';
import { denial, type Pod } from './denial.ts';

const denied = async (change: (pod: Pod) => void, autopilot = true): Promise<string> =>
  denial(await startRig({ autopilot }), change);

const container = (pod: Pod): Pod => pod.spec.containers[0];
const volume = (pod: Pod, path: string, readOnly: boolean): void => {
  pod.spec.volumes = [{ name: 'v', hostPath: { path } }];
  container(pod).volumeMounts = [{ name: 'v', mountPath: '/v', readOnly }];
};

test.each<[string, (pod: Pod) => void, string]>([
  [
    'a privileged container',
    (pod) => (container(pod).securityContext = { privileged: true }),
    '"[denied by autogke-disallow-privilege]":["container c is privileged; not allowed in Autopilot"]',
  ],
  [
    'the host’s network',
    (pod) => (pod.spec.hostNetwork = true),
    '"[denied by autogke-disallow-hostnamespaces]":["enabling hostNetwork is not allowed in Autopilot."]',
  ],
  [
    'a writable host path',
    (pod) => volume(pod, '/var/log/a', false),
    'hostPath volume v in container c is accessed in write mode; disallowed in Autopilot.',
  ],
  [
    'a host path outside /var/log',
    (pod) => volume(pod, '/etc', true),
    'hostPath volume v used in container c uses path /etc which is not allowed in Autopilot. Allowed path prefixes for hostPath volumes are: [/var/log/].',
  ],
  [
    'a host port',
    (pod) => (container(pod).ports = [{ containerPort: 80, hostPort: 80 }]),
    'container c specifies host ports [80], which are disallowed in Autopilot.',
  ],
  [
    'a capability',
    (pod) => (container(pod).securityContext = { capabilities: { add: ['SYS_ADMIN'] } }),
    "linux capability 'SYS_ADMIN' on container 'c' not allowed",
  ],
  [
    'a toleration of GPUs without a GPU',
    (pod) => (pod.spec.tolerations = [{ key: 'nvidia.com/gpu', operator: 'Exists' }]),
    "The toleration with key 'nvidia.com/gpu' and operator 'Exists' cannot be specified if the pod does not request to use GPU in Autopilot.",
  ],
  [
    'more than 30 CPUs',
    (pod) => (container(pod).resources = { requests: { cpu: '31', memory: '64Gi' } }),
    `"[denied by autogke-pod-limit-constraints]":["Total cpu requested by containers for workload 'x' is higher than the Autopilot maximum of '30'."]`,
  ],
  [
    'more than 10 GiB of ephemeral storage',
    (pod) => (container(pod).resources = { limits: { 'ephemeral-storage': '11Gi' } }),
    `Total ephemeral-storage requested by containers for workload 'x' is higher than the Autopilot maximum of '10Gi'.`,
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
  expect(denial(await startRig({ autopilot: true }), undefined, 'kube-system')).toBe(
    'pods "x" is forbidden: User "me@example.com" cannot create resource "pods" in the namespace "kube-system": GKE Warden authz [denied by managed-namespaces-limitation]: the namespace "kube-system" is managed and the request\'s verb "create" is denied',
  );
});

test('Autopilot admits more than 30 CPUs beside TPUs, whose machines are larger', async () => {
  expect(
    await denied((pod) => {
      container(pod).resources = { requests: { cpu: '100' }, limits: { 'google.com/tpu': '8' } };
      pod.spec.nodeSelector = {
        'cloud.google.com/gke-tpu-accelerator': 'tpu-v6e-slice',
        'cloud.google.com/gke-tpu-topology': '2x4',
      };
    }),
  ).toBe('');
});
