import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import type { Cluster, ClusterClient } from '../../../lib/google/cluster-client.ts';
import { clusterUsable } from '../../../lib/google/existing-cluster.ts';
import { stillSession } from '../wait/still-session.ts';

const IDENTITY = { workloadIdentityConfig: { workloadPool: 'vllm-tpu-sandbox.svc.id.goog' } };
const FUSE = { addonsConfig: { gcsFuseCsiDriverConfig: { enabled: true } } };
const RUNNING = { status: 'RUNNING' } as const;

const withClusters = (parts: Partial<ClusterClient>) => stillSession({ cluster: parts as ClusterClient }).session;

describe('an existing cluster', () => {
  const look = (found: Cluster | undefined, variables: Record<string, string> = {}) => {
    const config = loadConfig({ environment: { CLUSTER: 'existing', ...variables }, target: 'sandbox' });
    const session = withClusters({ cluster: async (name) => (name === 'vllm-tpu' ? found : undefined) });
    return clusterUsable(config).look(session, session.signal);
  };
  const errorOf = async (...args: Parameters<typeof look>) => {
    const seen = await look(...args);
    return seen.state === 'failed' ? seen.error : undefined;
  };

  it('is usable with Workload Identity and the bucket driver, once it is running', async () => {
    expect(await look({ ...RUNNING, ...IDENTITY, ...FUSE })).toMatchObject({ state: 'met', value: true });
    expect(await look({ status: 'RECONCILING', ...IDENTITY, ...FUSE })).toEqual({
      state: 'pending',
      progress: 'RECONCILING',
    });
  });

  it('has both features in Autopilot', async () => {
    expect(await look({ ...RUNNING, autopilot: { enabled: true } }, { CLUSTER_MODE: 'autopilot' })).toMatchObject({
      state: 'met',
    });
  });

  it.each([
    ['Workload Identity', FUSE, ['--workload-pool=vllm-tpu-sandbox.svc.id.goog']],
    [
      'Workload Identity of this project',
      { ...FUSE, workloadIdentityConfig: { workloadPool: 'p.svc.id.goog' } },
      ['--workload-pool=vllm-tpu-sandbox.svc.id.goog'],
    ],
    ['the driver', IDENTITY, ['--update-addons=GcsFuseCsiDriver=ENABLED']],
    [
      'a driver that is on',
      { ...IDENTITY, addonsConfig: { gcsFuseCsiDriverConfig: { enabled: false } } },
      ['--update-addons=GcsFuseCsiDriver=ENABLED'],
    ],
    ['both', {}, ['--workload-pool=vllm-tpu-sandbox.svc.id.goog', '--update-addons=GcsFuseCsiDriver=ENABLED']],
  ])('without %s is refused with the commands that enable it', async (_, has, flags) => {
    const error = await errorOf({ ...RUNNING, ...has });
    expect(error).toMatchObject({ code: 'CLUSTER_UNUSABLE' });
    expect(error!.evidence).toHaveLength(flags.length);
    expect(error!.remedy).toBe(
      flags.map((flag) => `gcloud container clusters update vllm-tpu --location=us-east5 ${flag}`).join('\n    '),
    );
  });

  it.each([
    ['standard', { autopilot: { enabled: true } }],
    ['autopilot', { autopilot: { enabled: false } }],
    ['autopilot', {}],
  ])('in another mode than CLUSTER_MODE=%s is refused', async (mode, has) => {
    const error = await errorOf({ ...RUNNING, ...IDENTITY, ...FUSE, ...has }, { CLUSTER_MODE: mode });
    expect(error).toMatchObject({
      code: 'CLUSTER_UNUSABLE',
      remedy: `Set CLUSTER_MODE=${mode === 'standard' ? 'autopilot' : 'standard'}`,
    });
  });

  it('that does not exist is refused, with another remedy for a learner', async () => {
    expect((await errorOf(undefined))!.remedy).toBe('Check CLUSTER_NAME and CONTROL_PLANE_LOCATION, or unset CLUSTER.');
    expect((await errorOf(undefined, { LEARNER: 'one' }))!.remedy).toBe(
      'Check CLUSTER_NAME and CONTROL_PLANE_LOCATION, or create the cluster without LEARNER.',
    );
  });

  it('has a timeout and a placeholder for dry runs', () => {
    const config = loadConfig({ environment: {}, target: 'sandbox' });
    expect(clusterUsable(config)).toMatchObject({ placeholder: true, timeout: 30 * 60_000 });
  });
});
