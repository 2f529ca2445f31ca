import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hpaManifest, type Proposal, proposalOf } from '../../../lib/calibration/index.ts';
import { rungOn } from './server.ts';

const rungs = [1, 64, 128, 144, 160].map((one) => rungOn({ slots: 128, step: 0.025, tokens: 1000 }, one, 0.01));
const reaction = { decide: 75, ready: 480, source: 'given' };

function proposed(
  aim: Partial<Parameters<typeof proposalOf>[0]['aim']> = {},
  demand: Partial<Parameters<typeof proposalOf>[0]['demand']> = {},
): Proposal {
  const input = { rungs, limits: {}, aim: { waitBudget: 3, reaction, ...aim }, demand: { most: 8, ...demand } };
  return proposalOf(input)!;
}

describe('the targets', () => {
  it('allow the queue whose wait is the budget: X_sat × W', () => {
    expect(proposed().targets.allowed.value).toBe(15);
    expect(proposed({ waitBudget: 10 }).targets.allowed.value).toBe(51);
  });

  it('subtract what the queue grows by while a replica comes', () => {
    const { queue, holds, running } = proposed({ reaction: { decide: 5, ready: 5, source: 'given' } }).targets;
    // 15 − 0.1 × 5.12 × 10 = 9.88.
    expect(queue.value).toBe(9);
    expect(holds).toBe(true);
    expect(running.value).toBe(115);
  });

  it('are 1 waiting request and an early number of running ones when a cold start uses up the budget', () => {
    const { queue, holds, running, peakQueue, peakWait } = proposed().targets;
    expect(queue.value).toBe(1);
    expect(holds).toBe(false);
    expect(running.value).toBe(96);
    // 1.1 + 0.1 × 5.12 × 555.
    expect(peakQueue.value).toBe(286);
    expect(peakWait.value).toBeCloseTo(55.7, 1);
  });

  it('carry formula, inputs and uncertainty', () => {
    for (const figure of Object.values(proposed().targets).filter((one) => typeof one === 'object'))
      expect(figure).toMatchObject({ formula: expect.stringMatching(/./), uncertainty: expect.stringMatching(/./) });
  });
});

describe('the number of replicas', () => {
  it('is at most what the nodes allow without a peak', () => {
    expect(proposed().scaling.max.value).toBe(8);
  });

  it('suffices for the peak at the load of the running target', () => {
    // 0.75 of 5.12 a replica: 10 / 3.84 = 2.6.
    expect(proposed({}, { peak: 10 }).scaling.max.value).toBe(3);
  });

  it('is limited by the budget an hour', () => {
    const perHour = { budget: 50, replica: 21.6 };
    const { max } = proposed({}, { peak: 30, perHour }).scaling;
    expect(max.value).toBe(2);
    expect(max.uncertainty).toContain('needs 8');
  });

  it('would have to be there before a peak that comes at once', () => {
    // 10 / (5.12 × (1 + 3 / 555)) = 1.94.
    expect(proposed({}, { peak: 10 }).scaling.minForJump!.value).toBe(2);
    expect(proposed().scaling.minForJump).toBeUndefined();
  });

  it('goes down by one pod in 300 s, and up only once the ordered pods are ready', () => {
    expect(proposed().scaling.behavior).toEqual({
      scaleUp: { window: 0, pods: 4, period: 555 },
      scaleDown: { window: 300, pods: 1, period: 300 },
    });
  });
});

describe('the manifest', () => {
  const names = {
    name: 'vllm-hpa',
    deployment: 'vllm-tpu',
    labels: { 'app.kubernetes.io/managed-by': 'vllm-tpu-runbook' },
    waiting: 'vllm:num_requests_waiting',
    running: 'vllm:num_requests_running',
  };
  const text = hpaManifest(proposed(), names, ['Found by a test.']);

  it('has both metrics with their targets as text', () => {
    const { spec } = parse(text);
    expect(spec.metrics.map(({ pods }: never) => pods)).toEqual([
      {
        metric: { name: 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge' },
        target: { type: 'AverageValue', averageValue: '1' },
      },
      {
        metric: { name: 'prometheus.googleapis.com|vllm:num_requests_running|gauge' },
        target: { type: 'AverageValue', averageValue: '96' },
      },
    ]);
    expect(spec).toMatchObject({ minReplicas: 1, maxReplicas: 8 });
  });

  it('holds the evidence in comments above what it explains', () => {
    const lines = text.split('\n');
    expect(lines[0]).toBe('# Found by a test.');
    const above = (line: string): string => lines[lines.findIndex((one) => one.trim() === line) - 1]!;
    expect(above('maxReplicas: 8')).toContain('# maximum = 8 replicas');
    expect(text.match(/^ {4}# T = 1 requests: .*\[allowed queue 15; growth 285\]/m)).not.toBeNull();
  });

  it('has one metric on a server without the other', () => {
    const { running: _, ...one } = names;
    expect(parse(hpaManifest(proposed(), one, [])).spec.metrics).toHaveLength(1);
  });
});
