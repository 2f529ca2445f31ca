import { ClusterManagerClient } from '@google-cloud/container';
import { OAuth2Client } from 'google-auth-library';
import { expect, onTestFinished, test } from 'vitest';
import { type Cloud, MINUTE, openCloud, PROJECT, TOKEN } from '../cloud.ts';
import { STANDARD, TPU_POOL } from './gke.ts';

const parent = `projects/${PROJECT}/locations/us-east5`;
const name = `${parent}/clusters/vllm-tpu`;

/** @google-cloud/container as it is, pointed at the sandbox. */
function client({ url }: Cloud): ClusterManagerClient {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: TOKEN });
  const { hostname, port } = new URL(url);
  const options = { fallback: true, protocol: 'http', apiEndpoint: hostname, port: Number(port), projectId: PROJECT };
  // biome-ignore lint/suspicious/noExplicitAny: the client bundles another major of the auth library's types
  const made = new ClusterManagerClient({ ...options, authClient: authClient as any });
  onTestFinished(() => made.close());
  return made;
}

test('the npm client creates a cluster with a TPU pool, and follows its operations', async () => {
  const cloud = await openCloud();
  const gke = client(cloud);
  const [creating] = await gke.createCluster({ parent, cluster: STANDARD });
  expect(creating.status).toBe('RUNNING');
  cloud.pass(8 * MINUTE);
  const [created] = await gke.getOperation({ name: `${parent}/operations/${creating.name}` });
  expect(created.status).toBe('DONE');
  const taints = [{ key: 'a', value: 'b', effect: 'NO_SCHEDULE' as const }];
  await gke.createNodePool({ parent: name, nodePool: { ...TPU_POOL, config: { ...TPU_POOL.config, taints } } });
  cloud.pass(4 * MINUTE);
  const [cluster] = await gke.getCluster({ name });
  expect(cluster).toMatchObject({ status: 'RUNNING', name: 'vllm-tpu' });
  expect(cluster.nodePools?.[1]).toMatchObject({ status: 'RUNNING', config: { taints } });
});

test('the npm client sees an error with its HTTP status', async () => {
  const gke = client(await openCloud());
  await expect(gke.getCluster({ name })).rejects.toMatchObject({ code: 404 });
});
