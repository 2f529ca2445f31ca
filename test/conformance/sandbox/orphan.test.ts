import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTutorial } from './faults/tutorial.ts';
import type { Workstation } from './workstation.ts';

let station: Workstation;
beforeAll(async () => {
  station = await openTutorial();
});
afterAll(() => station.close());

const list = (collection: string, format: string) =>
  station.gcloud('compute', collection, 'list', `--format=value(${format})`);

test('a cluster that is deleted takes its disks along, and leaves the forwarding rule of a Service behind', async () => {
  await station.kubectl('create', 'service', 'loadbalancer', 'vllm-service', '--tcp=8000:8000');
  await station.until(/127\.\d+\.\d+\.\d+/, () => station.kubectl('get', 'service', 'vllm-service'));
  expect((await list('disks', 'type.basename()')).stdout.split('\n').sort()).toEqual([
    'hyperdisk-balanced',
    'pd-balanced',
  ]);
  await station.gcloud('container', 'clusters', 'delete', '$CLUSTER_NAME', '--location=us-east5');
  expect((await list('disks', 'name')).stdout).toBe('');
  const [name = '', description] = (await list('forwarding-rules', 'name,description')).stdout.split('\t');
  expect([name, description]).toEqual([
    expect.stringMatching(/^a[0-9a-f]{31}$/),
    '{"kubernetes.io/service-name":"vllm/vllm-service"}',
  ]);
  expect((await station.gcloud('compute', 'forwarding-rules', 'delete', name, '--region=us-east5')).code).toBe(0);
  expect((await list('forwarding-rules', 'name')).stdout).toBe('');
});
