import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kubectl } from '../../../lib/command/command.ts';
import { jobComplete } from '../../../lib/kubernetes/job.ts';
import { list } from '../../../lib/kubernetes/objects.ts';
import { metricsPage } from '../../../lib/load/model-server.ts';
import { Samples } from '../../../lib/metrics/samples.ts';
import type { Session } from '../../../lib/session/session.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { must } from '../../../runbook/calibrate/must.ts';
import { failureOf } from '../../../runbook/load/pods/failure.ts';
import { serverAddress } from '../../../runbook/model-server/exposure.ts';
import { serverReady } from '../../../runbook/model-server/ready.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import { snapshot } from '../../../workshop/drills/sandbox.ts';
import { stateOf } from '../../../workshop/drills/stages.ts';
import { type Learner, learner } from '../workshop/learner.ts';
import { load } from './load-command.ts';

let own: Learner;
let folder: string;

beforeAll(async () => {
  own = await learner();
  const state = await own.with(async (session) => stateOf('serving', session));
  await snapshot('restore', state, own.environment);
  folder = await mkdtemp(join(tmpdir(), 'load-pods-'));
});
afterAll(async () => {
  await own.clear();
  await rm(folder, { recursive: true, force: true });
});

/** The requests that the model server has ended since its start. */
const answered = (): Promise<number> =>
  own.with(async (session) => {
    const address = await waitFor(serverAddress(session), session);
    const page = new Samples(await metricsPage(address, session));
    return page.value('vllm:request_success_total') ?? 0;
  });

/** The objects of the load that are left. */
const left = (): Promise<readonly string[]> =>
  own.with(async (session) => {
    const { NAMESPACE: namespace } = session.config;
    const found = await Promise.all(
      ['jobs', 'configmaps'].map((resource) => list({ resource, namespace }, session, session.signal)),
    );
    return found.flat().flatMap(({ kind, metadata }) => (metadata.name === 'load' ? [kind] : []));
  });

it('sends the load from four pods, whose histograms hold each answer of the server once', async () => {
  const file = join(folder, 'pods.json');
  const before = await answered();
  // At a rate of 0 all answers come before the end, so that none is cut off.
  const { code, output } = await load(own, [
    ...['--pods', '4', '--stages', '2m:4,2m:0', '--output', '20', '--json', file],
  ]);
  const json = JSON.parse(await readFile(file, 'utf8'));
  expect({ code, output }).toMatchObject({ code: 0 });
  const { completed, aborted, latency, seconds } = json.runbook.result;
  // One after the other, four pods of 240 s would take four times as long (in simulated time).
  expect(seconds).toBeLessThan(2 * 240);
  expect({ aborted, failed: json.failed }).toEqual({ aborted: 0, failed: 0 });
  expect(completed).toBe((await answered()) - before);
  expect(latency.buckets.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(completed);
  // Poisson arrivals of 4 a second for 120 s: five standard deviations.
  expect(Math.abs(completed - 480)).toBeLessThan(5 * Math.sqrt(480));
  expect(json.runbook.setup.traffic).toContain('4 pods');
  expect(json.runbook.setup.url).toBe('http://vllm-service.vllm:8000/v1/completions');
  expect(await left()).toEqual([]);
});

it('tells how many requests each of two replicas ended', async () => {
  await own.with(async (session) => {
    await must(kubectl`scale deployment/${DEPLOYMENT} --replicas=2 -n ${session.config.NAMESPACE}`, session);
    await waitFor(serverReady(session, 2), session);
  });
  const file = join(folder, 'replicas.json');
  await load(own, ['--pods', '2', '--stages', '2m:4,2m:0', '--output', '20', '--json', file]);
  const { setup, result } = JSON.parse(await readFile(file, 'utf8')).runbook;
  const counts: number[] = setup.replicas.map(({ requests }: { requests: number }) => requests);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(result.completed);
  expect(counts).toHaveLength(2);
  // Each connection of 10 requests goes to one of the two at random.
  expect(Math.min(...counts)).toBeGreaterThan(0.15 * result.completed);
});

it('leaves no Job after Ctrl-C, and exits with 130', async () => {
  const args = ['--pods', '2', '--users', '4', '--output', '20', '--duration', '10h'];
  const { code, output } = await load(own, args, /0 of 2 pods succeeded, 2 running/);
  expect({ code, output }).toMatchObject({ code: 130 });
  expect(await left()).toEqual([]);
});

/** A Job as the load's, whose program fails. */
async function failing(session: Session): Promise<void> {
  const { NAMESPACE } = session.config;
  const container = { name: 'load', image: 'busybox', command: ['sh', '-c', 'echo out of luck; exit 3'] };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'load' },
    spec: {
      completionMode: 'Indexed',
      completions: 1,
      backoffLimit: 0,
      template: { spec: { restartPolicy: 'Never', containers: [container] } },
    },
  };
  const input = { kind: 'text', text: JSON.stringify(job) } as const;
  await must({ ...kubectl`create -f - -n ${NAMESPACE}`, input }, session);
}

it('names the pod that failed, with the end of its log', async () => {
  const failure = await own.with(async (session) => {
    const { NAMESPACE } = session.config;
    await failing(session);
    const complete = waitFor(jobComplete({ name: 'load', namespace: NAMESPACE }, '1h'), session);
    await expect(complete).rejects.toMatchObject({ code: 'WAIT_FAILED' });
    return failureOf(NAMESPACE, session);
  });
  expect(failure).toMatchObject({ code: 'WAIT_FAILED', message: expect.stringMatching(/load-0-\w+/) });
  expect(failure?.evidence).toEqual([expect.stringMatching(/^load-0-\w+: Error, exit code 3$/), 'out of luck']);
});
