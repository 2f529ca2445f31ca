import { describe, expect, it } from 'vitest';
import { type HpaSpec, readHpa } from '../../../sandbox/simulate/autoscaler.ts';
import { serverConfig, TUTORIAL } from '../../../sandbox/simulate/server.ts';
import { type SimulationOptions, simulate } from '../../../sandbox/simulate/simulate.ts';
import { summaryOf } from '../../../sandbox/simulate/summary.ts';
import { parseStages, poisson } from '../../../sandbox/simulate/traffic.ts';

const config = serverConfig(TUTORIAL);
const queue = (target: number, max = 4): HpaSpec => ({
  min: 1,
  max,
  metrics: [{ gauge: 'num_requests_waiting', target: target * 1000 }],
});
const run = (stages: string, more: Partial<SimulationOptions> = {}) =>
  simulate({
    config,
    traffic: poisson(parseStages(stages), { input: 8, output: 200 }, 3),
    replicas: 1,
    coldStart: 120_000,
    ingestion: 5_000,
    seed: 3,
    ...more,
  });

describe('a simulation', () => {
  it('answers every request on a fixed number of replicas', () => {
    const { answers, offered, lost, moments } = run('5m:5');
    expect([answers.length, lost]).toEqual([offered, 0]);
    expect(new Set(moments.map(({ desired }) => desired))).toEqual(new Set([1]));
  });

  it('is the same for the same seed', () => {
    expect(run('3m:5', { hpa: queue(10) })).toEqual(run('3m:5', { hpa: queue(10) }));
  });

  it('scales out when requests wait, and a replica is ready after its cold start', () => {
    const { moments } = run('4m:10,8m:40', { hpa: queue(10) });
    const ordered = moments.find(({ desired }) => desired > 1)!.at;
    const ready = moments.find((one) => one.ready > 1)!.at;
    expect(ordered).toBeGreaterThan(240_000);
    expect(ready - ordered).toBeGreaterThanOrEqual(105_000);
    expect(ready - ordered).toBeLessThanOrEqual(135_000);
  });

  it('scales in no earlier than five minutes after the queue is empty, as without a behavior', () => {
    const { moments } = run('6m:40,12m:2', { hpa: queue(10) });
    const most = Math.max(...moments.map(({ desired }) => desired));
    const empty = moments.findLast(({ waiting }) => waiting > 0)!.at;
    const scaledIn = moments.find(({ at, desired }) => at > empty && desired < most)!.at;
    expect(scaledIn - empty).toBeGreaterThanOrEqual(270_000);
  });

  it('counts the requests of a replica that is removed as lost', () => {
    const { lost, answers, offered } = run('6m:40,12m:12', { hpa: queue(10) });
    expect(lost).toBeGreaterThan(0);
    expect(lost + answers.length).toBe(offered);
  });

  it('bills a replica from its order on', () => {
    const summary = summaryOf(run('10m:1', { replicas: 2 }), { ttft: 2 }, 21.6);
    expect(summary.nodeHours).toBeCloseTo((2 * 10) / 60, 1);
    expect(summary.dollars).toBeCloseTo(summary.nodeHours * 21.6, 9);
    expect(summary.attainment).toBe(1);
  });
});

describe('the autoscaler of a manifest', () => {
  const manifest = (metric: string, value = '10'): string => `
kind: HorizontalPodAutoscaler
spec:
  maxReplicas: 3
  metrics:
    - type: Pods
      pods: { metric: { name: "${metric}" }, target: { type: AverageValue, averageValue: "${value}" } }
`;

  it('is read with its bounds and its target in milli-units', () => {
    const name = 'prometheus.googleapis.com|vllm:num_requests_running|gauge';
    expect(readHpa(manifest(name, '500m'), 'a.yaml')).toMatchObject({
      min: 1,
      max: 3,
      metrics: [{ gauge: 'num_requests_running', target: 500 }],
    });
  });

  it.each([['kind: Service'], [manifest('cpu')], ['kind: HorizontalPodAutoscaler\nspec: { maxReplicas: 2 }']])(
    'refuses %j',
    (text) => {
      expect(() => readHpa(text, 'a.yaml')).toThrow(expect.objectContaining({ code: 'SIMULATION_INPUT' }));
    },
  );
});
