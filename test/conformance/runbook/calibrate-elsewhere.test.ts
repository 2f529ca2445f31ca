import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Command, kubectl } from '../../../lib/command/command.ts';
import { type KubernetesObject, list } from '../../../lib/kubernetes/objects.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Calibration, calibrate } from '../../../runbook/calibrate/calibrate.ts';
import { optionsOf } from '../../../runbook/calibrate/options.ts';
import { subjectOf } from '../../../runbook/calibrate/subject.ts';
import * as runbook from '../../../runbook/steps.ts';
import { TPU_SHAPES } from '../../../runbook/tutorial/names.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

/** The requests that the server runs at a time. */
const SLOTS = 24;
const MODEL = 'Qwen/Qwen3-8B';

/** Nothing in it is as the tutorial has it, but for the TPU nodes. */
const objects = (nodeSelector: object, chips: number): readonly object[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'assistants' } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'helper', labels: { team: 'blue' } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { tier: 'llm', role: 'helper' } },
      template: {
        metadata: { labels: { tier: 'llm', role: 'helper' } },
        spec: {
          nodeSelector,
          containers: [
            { name: 'logs', image: 'fluent/fluent-bit:3.0', ports: [{ name: 'stats', containerPort: 2020 }] },
            {
              name: 'server',
              image: 'vllm/vllm-tpu:v0.12.0',
              command: ['sh', '-c'],
              args: [
                `vllm serve ${MODEL} --port 9000 --tensor-parallel-size ${chips} --max-model-len 2048 --max-num-seqs ${SLOTS}`,
              ],
              ports: [{ name: 'api', containerPort: 9000 }],
              resources: { limits: { 'google.com/tpu': `${chips}` } },
              readinessProbe: { httpGet: { path: '/health', port: 'api' }, periodSeconds: 5 },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'gateway' },
    spec: {
      selector: { role: 'helper' },
      ports: [
        { name: 'stats', port: 2020 },
        { name: 'http', port: 80, targetPort: 'api' },
      ],
    },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'helper-scaling' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'helper' },
      minReplicas: 1,
      maxReplicas: 5,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
  },
];

describe('npm run calibrate -- --namespace N --deployment D', () => {
  let at: Place;
  let session: Session;
  let folder: string;
  let found: Calibration;

  const must = async (command: Command): Promise<void> => {
    const { exitCode, stderr } = await session.ask(command);
    if (exitCode !== 0) throw new Error(stderr);
  };
  const autoscaler = async (): Promise<KubernetesObject> => {
    const [hpa] = await list(
      { resource: 'hpa', name: 'helper-scaling', namespace: 'assistants' },
      session,
      session.signal,
    );
    return hpa!;
  };
  const calibrated = async (output: string): Promise<Calibration> => {
    const flags = { output, 'output-tokens': '200', 'max-concurrency': '48', 'cold-start': '5m' };
    return calibrate(await subjectOf('helper', session), optionsOf(flags), session);
  };

  beforeAll(async () => {
    at = await place({ durations: QUICK });
    folder = await mkdtemp(join(tmpdir(), 'calibrate-elsewhere-'));
    session = at.session({ NAMESPACE: 'assistants' });
    for (const one of [runbook.preflight, runbook.cluster, runbook.credentials]) await runStep(one, session);
    const [node] = await list(
      { resource: 'nodes', selector: 'cloud.google.com/gke-tpu-topology' },
      session,
      session.signal,
    );
    const labels = node!.metadata.labels!;
    const names = ['cloud.google.com/gke-tpu-accelerator', 'cloud.google.com/gke-tpu-topology'];
    const { chips } = TPU_SHAPES[session.config.MACHINE_TYPE];
    const items = objects(Object.fromEntries(names.map((name) => [name, labels[name]])), chips);
    const [namespace, ...others] = items.map((item) => ({ kind: 'text', text: JSON.stringify(item) }) as const);
    await must({ ...kubectl`apply -f -`, input: namespace! });
    for (const input of others) await must({ ...kubectl`apply -n assistants -f -`, input });
    found = await calibrated(folder);
  });
  afterAll(async () => {
    await at.clear();
    await rm(folder, { recursive: true, force: true });
  });

  it('finds the server behind a sidecar, another port and a port-forward, with its own model', () => {
    expect(found.subject).toMatchObject({
      deployment: 'helper',
      own: false,
      slots: SLOTS,
      image: 'vllm/vllm-tpu:v0.12.0',
    });
    expect(found.workload.model).toBe(MODEL);
    expect(at.said).toContainEqual(expect.objectContaining({ line: expect.stringContaining('service/gateway :80') }));
  });

  it('measures no more requests at a time than the server runs', () => {
    // A port-forward is a process that simulated time does not wait for: calibrate.test.ts has the exact number.
    const { runningMax } = found.proposal.capacity;
    expect(runningMax.value).toBeGreaterThan(1);
    expect(runningMax.value).toBeLessThanOrEqual(SLOTS);
  });

  it('writes an autoscaler for the Deployment, which the runbook does not claim, and kubectl applies it', async () => {
    const file = join(folder, 'vllm-hpa.yaml');
    const { metadata, spec } = parse(await readFile(file, 'utf8'));
    expect(metadata).toEqual({ name: 'helper-scaling', namespace: 'assistants' });
    expect(spec).toMatchObject({ scaleTargetRef: { kind: 'Deployment', name: 'helper' }, maxReplicas: 5 });
    await must(kubectl`apply -f ${file}`);
    expect((await autoscaler()).spec.metrics.map(({ type }: { type: string }) => type)).toEqual(['Pods', 'Pods']);
  });

  it('gives the bounds of the autoscaler back', async () => {
    const { spec, metadata } = await autoscaler();
    expect(spec).toMatchObject({ minReplicas: 1, maxReplicas: 5 });
    expect(metadata.annotations ?? {}).not.toHaveProperty(['vllm-tpu-runbook/held']);
  });

  it('says that no PodMonitoring selects the pods', () => {
    const warning = { kind: 'warning', text: expect.stringMatching(/PodMonitoring.*doctor -- --namespace assistants/) };
    expect(at.said).toContainEqual(warning);
  });

  it('refuses a Service that also leads to other pods, and says which', async () => {
    await must(kubectl`delete service gateway -n assistants`);
    await must(kubectl`create deployment other --image=nginx:1.27 -n assistants`);
    const wide = { spec: { selector: { app: null, tier: 'llm' } } };
    const labels = { spec: { template: { metadata: { labels: { tier: 'llm' } } } } };
    await must(kubectl`patch deployment other -n assistants --type=merge -p ${JSON.stringify(labels)}`);
    await must(kubectl`create service clusterip wide --tcp=80:9000 -n assistants`);
    await must(kubectl`patch service wide -n assistants --type=merge -p ${JSON.stringify(wide)}`);
    await expect(calibrated(folder)).rejects.toMatchObject({
      code: 'WAIT_FAILED',
      evidence: expect.arrayContaining([expect.stringMatching(/^other-/)]),
      remedy: expect.stringContaining('expose deployment helper'),
    });
  });
});
