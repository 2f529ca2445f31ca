import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import type { Cluster, ClusterClient } from '../../../lib/google/cluster-client.ts';
import { clusterUsable } from '../../../lib/google/existing-cluster.ts';
import { stillSession } from '../wait/still-session.ts';

const IDENTITY = { workloadIdentityConfig: { workloadPool: 'vllm-tpu-sandbox.svc.id.goog' } };
const FUSE = { addonsConfig: { gcsFuseCsiDriverConfig: { enabled: true } } };
const RUNNING = { status: 'RUNNING' } as const;

const withClusters = (parts: Partial<ClusterClient>) => stillSession({ cluster: parts as ClusterClient }).session;

describe('a cluster that somebody else made', () => {
  const look = (found: Cluster | undefined, variables: Record<string, string> = {}) => {
    const config = loadConfig({ environment: { CLUSTER: 'existing', ...variables }, target: 'sandbox' });
    const session = withClusters({ cluster: async (name) => (name === 'vllm-tpu' ? found : undefined) });
    return clusterUsable(config).look(session, session.signal);
  };
  const errorOf = async (...args: Parameters<typeof look>) => {
    const seen = await look(...args);
    return seen.state === 'failed' ? seen.error : undefined;
  };

  it('can be used with Workload Identity and the driver for buckets, once it runs', async () => {
    expect(await look({ ...RUNNING, ...IDENTITY, ...FUSE })).toMatchObject({ state: 'met', value: true });
    expect(await look({ status: 'RECONCILING', ...IDENTITY, ...FUSE })).toEqual({
      state: 'pending',
      progress: 'it is RECONCILING',
    });
  });

  it('brings both along in Autopilot', async () => {
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
  ])('without %s is refused with the commands that add it', async (_, has, flags) => {
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
  ])('of another mode than CLUSTER_MODE=%s is refused', async (mode, has) => {
    const error = await errorOf({ ...RUNNING, ...IDENTITY, ...FUSE, ...has }, { CLUSTER_MODE: mode });
    expect(error).toMatchObject({ code: 'CLUSTER_UNUSABLE', remedy: 'Set CLUSTER_MODE to what the cluster is.' });
  });

  it('that is not there is refused; a learner is told who makes it', async () => {
    expect((await errorOf(undefined))!.remedy).toBe(
      'Check CLUSTER_NAME and CONTROL_PLANE_LOCATION, or leave CLUSTER unset.',
    );
    expect((await errorOf(undefined, { LEARNER: 'one' }))!.remedy).toBe(
      'Check CLUSTER_NAME and CONTROL_PLANE_LOCATION, or create it without LEARNER.',
    );
  });

  it('is waited for until it runs, and passes in a dry run', () => {
    const config = loadConfig({ environment: {}, target: 'sandbox' });
    expect(clusterUsable(config)).toMatchObject({ placeholder: true, timeout: 30 * 60_000 });
  });
});
