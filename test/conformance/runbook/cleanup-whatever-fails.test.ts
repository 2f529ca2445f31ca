import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '../../../lib/command/command.ts';
import { gcloud, kubectl, withArgs } from '../../../lib/command/command.ts';
import { askGoogle } from '../../../lib/google/api.ts';
import { buckets } from '../../../lib/google/storage.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { cluster } from '../../../runbook/01-cluster.ts';
import { credentials } from '../../../runbook/02-credentials.ts';
import { cleanup } from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';

const QUICK = {
  durations: {
    clusterCreate: '1s',
    clusterDelete: '1s',
    nodePoolCreate: '1s',
    tpuNodeBoot: '1s',
    cpuNodeBoot: '1s',
    loadBalancer: '1s',
  },
};
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'vllm-service', namespace: 'vllm', labels: { 'app.kubernetes.io/managed-by': 'vllm-tpu-runbook' } },
  spec: { type: 'LoadBalancer', selector: { app: 'vllm-tpu' }, ports: [{ port: 8000 }] },
};

describe('the cleanup', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place(QUICK);
  });
  afterEach(async () => {
    await at.mend();
    at.said.length = 0;
  });
  afterAll(() => at.clear());

  const did = async (command: Command, session: Session): Promise<void> =>
    expect(await session.ask(command, session.signal, 'wait')).toMatchObject({ exitCode: 0 });
  const withService = async (name: string): Promise<Session> => {
    const session = at.session({ CLUSTER_NAME: name });
    await runStep(cluster, session);
    await runStep(credentials, session);
    await did(kubectl`create namespace vllm`, session);
    await did({ ...withArgs(kubectl`apply -f -`), input: { kind: 'text', text: JSON.stringify(SERVICE) } }, session);
    await did(
      kubectl`wait --for=jsonpath={.status.loadBalancer.ingress} service/vllm-service -n vllm --timeout=10m`,
      session,
    );
    return session;
  };
  const clean = (session: Session): Promise<unknown> =>
    runStep(cleanup, session).then(
      () => 'clean',
      (error: unknown) => error,
    );
  const inventories = (): string[] =>
    at.said.flatMap((entry) => (entry.kind === 'note' && entry.text.startsWith('Inventory') ? [entry.text] : []));

  it('keeps the load balancer of another cluster and succeeds', async () => {
    const [mine, theirs] = [await withService('mine'), await withService('theirs')];
    expect(await clean(mine)).toBe('clean');
    expect(inventories().at(-1)).toMatch(/load balancer a\w+ \(another owner\)/);
    expect(await clean(theirs)).toBe('clean');
    expect(inventories().at(-1)).toMatch(/:\n\s+nothing$/);
  });

  it('deletes a cluster whose API fails, and gives the command for its load balancer', async () => {
    const session = await withService('deaf');
    await at.fault('api-errors', { api: 'kubernetes', probability: 1 });
    const error = await clean(session);
    expect(await session.cluster.cluster('deaf')).toBeUndefined();
    expect(inventories()).toHaveLength(2);
    expect(error).toMatchObject({
      code: 'LEFT_OVER',
      remedy: expect.stringContaining('gcloud compute forwarding-rules delete a'),
    });
    const { remedy } = error as { remedy: string };
    const args = remedy.split(' ').slice(1);
    await did({ tool: 'gcloud', args: [...args, '--quiet'] }, session);
    await at.mend();
    expect(await clean(session)).toBe('clean');
  });

  it('waits for a node pool that is being created and deletes it with the cluster', async () => {
    const session = at.session({ CLUSTER_NAME: 'busy' });
    const { CONTROL_PLANE_LOCATION: location, ZONE } = session.config;
    await runStep(cluster, session);
    await did(
      gcloud`container node-pools create more --cluster=busy --location=${location} --node-locations=${ZONE} --machine-type=e2-standard-4 --num-nodes=1 --async`,
      session,
    );
    expect(await clean(session)).toBe('clean');
    expect(await session.cluster.cluster('busy')).toBeUndefined();
  });

  it('keeps a cluster of this runbook with CLUSTER=existing and lists it as kept', async () => {
    await runStep(cluster, at.session({ CLUSTER_NAME: 'kept' }));
    const session = at.session({ CLUSTER_NAME: 'kept', CLUSTER: 'existing' });
    expect(await clean(session)).toBe('clean');
    expect(await session.cluster.cluster('kept')).toMatchObject({ status: 'RUNNING' });
    expect(inventories().at(-1)).toContain('cluster kept (kept: CLUSTER=existing)');
    expect(await clean(at.session({ CLUSTER_NAME: 'kept' }))).toBe('clean');
  });

  it('lists a cluster under another name with its cleanup command and succeeds', async () => {
    await runStep(cluster, at.session({ CLUSTER_NAME: 'aaa' }));
    expect(await clean(at.session())).toBe('clean');
    expect(inventories().at(-1)).toContain(
      'CLUSTER_NAME=aaa CONTROL_PLANE_LOCATION=us-east5 npx tsx runbook/99-cleanup.ts',
    );
    expect(await clean(at.session({ CLUSTER_NAME: 'aaa' }))).toBe('clean');
  });

  it('reads all pages of the list of buckets', async () => {
    const session = at.session();
    const { PROJECT_ID } = session.config;
    const names = Array.from({ length: 1_001 }, (_, number) => `page-${String(number).padStart(4, '0')}`);
    for (let first = 0; first < names.length; first += 50)
      await Promise.all(
        names.slice(first, first + 50).map((name) =>
          askGoogle('STORAGE', `b?project=${PROJECT_ID}`, session, {
            method: 'POST',
            body: { name, location: 'us-east5' },
          }),
        ),
      );
    expect((await buckets(session)).map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });
});
