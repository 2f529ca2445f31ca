import { expect } from 'vitest';
import { type Answer, type Cloud, MINUTE, openCloud, PROJECT } from '../cloud.ts';

export const PARENT = `/container/v1/projects/${PROJECT}/locations/us-east5`;
export const CLUSTER = `${PARENT}/clusters/vllm-tpu`;
export const ZONE = 'us-east5-b';

/** gcloud's request for the tutorial's Standard cluster. */
export const STANDARD = {
  name: 'vllm-tpu',
  locations: [ZONE],
  workloadIdentityConfig: { workloadPool: `${PROJECT}.svc.id.goog` },
  addonsConfig: { gcsFuseCsiDriverConfig: { enabled: true } },
  nodePools: [{ name: 'default-pool', initialNodeCount: 3, config: { oauthScopes: [] } }],
};

/** gcloud's request for the tutorial's TPU node pool. */
export const TPU_POOL = {
  name: 'tpunodepool',
  initialNodeCount: 1,
  locations: [ZONE],
  config: { machineType: 'ct6e-standard-8t' },
  autoscaling: { enabled: true, totalMinNodeCount: 1, totalMaxNodeCount: 2 },
};

/** A sandbox with the tutorial's Standard cluster, running. */
export async function cloudWithCluster(options: Parameters<typeof openCloud>[0] = {}): Promise<Cloud> {
  const cloud = await openCloud(options);
  await finished(cloud, await cloud.call('POST', `${PARENT}/clusters`, { cluster: STANDARD }), 8 * MINUTE);
  return cloud;
}

/** Let the time pass and give the operation's last state; it must have been accepted. */
export async function finished(cloud: Cloud, answer: Answer, after: number): Promise<Answer['body']> {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  cloud.pass(after);
  const { body } = await cloud.call('GET', `${PARENT}/operations/${answer.body.name}`);
  return body;
}
