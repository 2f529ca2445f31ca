import { describe, expect, test } from 'vitest';
import { createAdmission } from '../../../../sandbox/kubernetes/admission/index.ts';
import { type Rig, startRig } from '../rig.ts';
import { denial, type Pod } from './denial.ts';

async function rigWithLevel(level: string): Promise<Rig> {
  const rig = await startRig();
  rig.store.modify('namespaces', undefined, 'default', ({ metadata }) => {
    metadata.labels = { ...metadata.labels, 'pod-security.kubernetes.io/enforce': level };
  });
  return rig;
}

describe('Pod Security', () => {
  test('restricted refuses a pod that restricts nothing', async () => {
    expect(denial(await rigWithLevel('restricted'))).toBe(
      'pods "x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    );
  });

  test.each<[string, (spec: Pod) => unknown, string]>([
    [
      'a capability',
      ({ containers: [c] }) => (c.securityContext = { capabilities: { add: ['CHOWN', 'SYS_ADMIN'] } }),
      'non-default capabilities (container "c" must not include "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      'a host port',
      ({ containers: [c] }) => (c.ports = [{ containerPort: 80, hostPort: 80 }]),
      'hostPort (container "c" uses hostPort 80)',
    ],
    [
      'a pod and a container without seccomp',
      (spec) => {
        spec.securityContext = { seccompProfile: { type: 'Unconfined' } };
        spec.containers[0].securityContext = spec.securityContext;
      },
      'seccompProfile (pod and container "c" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
  ])('baseline refuses %s', async (_, change, violation) => {
    const refused = denial(await rigWithLevel('baseline'), ({ spec }) => change(spec));
    expect(refused).toBe(`pods "x" is forbidden: violates PodSecurity "baseline:latest": ${violation}`);
  });

  test('baseline refuses the host, and takes an ordinary pod', async () => {
    const rig = await rigWithLevel('baseline');
    expect(denial(rig)).toBe('');
    expect(denial(rig, ({ spec }) => (spec.hostNetwork = true))).toContain(
      'violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
    );
  });
});

describe('ResourceQuota', () => {
  const quota = (rig: Rig, hard: object) =>
    rig.create('resourcequotas', { metadata: { namespace: 'default', name: 'q' }, spec: { hard } });

  test('refuses a pod beyond the number of pods', async () => {
    const rig = await startRig();
    quota(rig, { pods: '0' });
    expect(denial(rig)).toBe(
      'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0',
    );
  });

  test('counts chips', async () => {
    const rig = await startRig();
    quota(rig, { 'requests.example.com/chip': '4' });
    const chips = (pod: Pod) => (pod.spec.containers[0].resources = { limits: { 'example.com/chip': '8' } });
    expect(denial(rig, chips)).toContain('requested: requests.example.com/chip=8, used: requests.example.com/chip=0');
  });

  test('asks for the amounts that it limits', async () => {
    const rig = await startRig();
    quota(rig, { 'limits.cpu': '4' });
    const none = (pod: Pod) => delete pod.spec.containers[0].resources;
    expect(denial(rig, none)).toBe('pods "x" is forbidden: failed quota: q: must specify limits.cpu for: c');
  });

  test('its status has what is used', async () => {
    const rig = await startRig();
    quota(rig, { pods: '5' });
    await rig.pass(1000);
    expect(rig.store.get('resourcequotas', 'default', 'q')!.status).toEqual({
      hard: { pods: '5' },
      used: { pods: '0' },
    });
  });
});

describe('GKE Warden on a ComputeClass', () => {
  const write = async (priorities: readonly object[]): Promise<string> => {
    const rig = await startRig();
    const object = {
      apiVersion: 'cloud.google.com/v1',
      kind: 'ComputeClass',
      metadata: { name: 'mix' },
      spec: { priorities },
    };
    const request = {
      resource: 'computeclasses',
      operation: 'CREATE',
      namespace: undefined,
      user: 'me',
      groups: [],
    } as const;
    try {
      createAdmission({ world: rig.world, store: rig.store, cloud: rig.cloud })(object, request);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const tpu = { tpu: { type: 'tpu-v6e-slice', count: 1, topology: '1x1' } };

  test('refuses a rule without a TPU beside one with a TPU', async () => {
    expect(await write([tpu, { gpu: { type: 'nvidia-l4', count: 1 } }])).toContain(
      `"[denied by custom-compute-class-limitation]":["When using TPU config all rules need to have TPU or Nodepools config. ComputeClass 'mix'."]`,
    );
  });

  test('takes TPUs and node pools, and rules without any TPU', async () => {
    expect(await write([tpu, { ...tpu, spot: true }, { nodepools: ['l4'] }])).toBe('');
    expect(await write([{ machineFamily: 'n4' }, { machineFamily: 'e2' }])).toBe('');
  });
});
