import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Command, gcloud, kubectl } from '../../../lib/command/command.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { steps } from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

const ANA = { LEARNER: 'ana' };
const BO = { LEARNER: 'bo' };
const STEPS = ['01', '02', '03', '04', '05', '06', '08', '09'];

describe('two learners in a shared cluster', () => {
  let at: Place;
  const sessions: Record<string, Session> = {};

  beforeAll(async () => {
    at = await place({ durations: { ...QUICK, clusterCreate: '5s', cpuNodeBoot: '5s', loadBalancer: '5s' } });
    await did(gcloud`container clusters create vllm-tpu --location=us-east5 --node-locations=us-east5-b --num-nodes=1
      --workload-pool=vllm-tpu-sandbox.svc.id.goog --addons=GcsFuseCsiDriver,HorizontalPodAutoscaling,HttpLoadBalancing`);
    for (const learner of [ANA, BO]) for (const id of STEPS) await run(id, learner);
  });
  afterAll(() => at.clear());

  async function run(id: string, learner: { LEARNER: string }): Promise<Session> {
    const session = sessions[learner.LEARNER] ?? at.session(learner);
    sessions[learner.LEARNER] = session;
    await runStep(steps.find((step) => step.id.startsWith(id))!, session);
    return session;
  }

  async function did(command: Command): Promise<string> {
    const session = at.session(ANA);
    const { exitCode, stdout, stderr } = await session.ask(command, session.signal, 'wait');
    expect(exitCode, stderr).toBe(0);
    return stdout;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the tests read a few fields of any kind
  const list = async (...args: string[]): Promise<any[]> => JSON.parse(await did(kubectl`get ${args} -o json`)).items;
  const names = (items: { metadata: { name: string } }[]): string[] => items.map(({ metadata }) => metadata.name);
  const pools = async () => (await at.session().cluster.cluster('vllm-tpu'))?.nodePools?.map(({ name }) => name);
  const ours = (...args: string[]) => list(...args, '-l', 'app.kubernetes.io/managed-by=vllm-tpu-runbook');

  it('have separate namespaces, node pools and buckets, and share the adapter', async () => {
    expect(names(await ours('namespaces'))).toEqual(['custom-metrics', 'vllm-ana', 'vllm-bo']);
    expect(await pools()).toEqual(expect.arrayContaining(['tpunodepool-ana', 'tpunodepool-bo']));
    await did(gcloud`storage buckets describe gs://vllm-tpu-sandbox-models-ana`);
    await did(gcloud`storage buckets describe gs://vllm-tpu-sandbox-models-bo`);
  });

  it('have their pods on their own nodes', async () => {
    for (const learner of ['ana', 'bo']) {
      const [pod] = await list('pods', '-l', 'app=vllm-tpu', '-n', `vllm-${learner}`);
      const [node] = await list('nodes', `--field-selector=metadata.name=${pod.spec.nodeName}`);
      expect(node.metadata.labels['cloud.google.com/gke-nodepool']).toBe(`tpunodepool-${learner}`);
    }
  });

  it('see only the metrics of their own pods', async () => {
    const { waitingRequests } = await import('../../../runbook/metrics/queries.ts');
    const session = sessions.ana!;
    const series = await session.metrics.query(waitingRequests(session.config), { signal: session.signal });
    expect(series.map(({ labels }) => labels.namespace)).toEqual(['vllm-ana']);
  });

  it('keep their resources when the other learner cleans up', async () => {
    const { found, left } = (await run('99', ANA)).report.data.facts;
    expect(found).toEqual(expect.arrayContaining(['node pool tpunodepool-ana', 'bucket vllm-tpu-sandbox-models-ana']));
    expect(JSON.stringify(found)).not.toContain('-bo');
    expect((left as string[]).filter((item) => !item.startsWith('IAM binding'))).toEqual([]);
    expect(names(await ours('namespaces'))).toEqual(['custom-metrics', 'vllm-bo']);
    expect(await pools()).toEqual(['default-pool', 'tpunodepool-bo']);
    const [pod] = await list('pods', '-l', 'app=vllm-tpu', '-n', 'vllm-bo');
    expect(pod.status.containerStatuses[0].ready).toBe(true);
    expect(names(await list('deployments', '-n', 'custom-metrics'))).toEqual(['custom-metrics-stackdriver-adapter']);
  });

  it('leave only the cluster after the last cleanup', async () => {
    expect((await run('99', BO)).report.data.facts.left).toEqual([]);
    expect(names(await ours('namespaces'))).toEqual([]);
    expect(await pools()).toEqual(['default-pool']);
    expect(await list('apiservices', '-l', 'app.kubernetes.io/managed-by=vllm-tpu-runbook')).toEqual([]);
  });
});
