import { readHpa } from '../../sandbox/simulate/autoscaler.ts';
import { serverConfig, TUTORIAL } from '../../sandbox/simulate/server.ts';
import { simulate } from '../../sandbox/simulate/simulate.ts';
import { parseStages, poisson } from '../../sandbox/simulate/traffic.ts';
import type { Figure } from './figure.ts';

/** An hour that needs eight replicas for most of its time. */
const STAGES = '5m:5,55m:32';
const REPLICAS = 8;
/** CPU seconds. */
const GOAL = 10;
const HPA = `
kind: HorizontalPodAutoscaler
spec:
  maxReplicas: ${REPLICAS}
  metrics:
    - type: Pods
      pods: { metric: { name: "prometheus.googleapis.com|vllm:num_requests_waiting|gauge" }, target: { averageValue: "10" } }
`;

/** How long an hour of traffic takes, in CPU time: the machine may be busy with something else. */
export async function simulation(): Promise<Figure[]> {
  const options = {
    config: serverConfig(TUTORIAL),
    traffic: poisson(parseStages(STAGES), { input: 8, output: 1000 }, 0),
    hpa: readHpa(HPA, 'bench'),
    replicas: 1,
    coldStart: 240_000,
    ingestion: 5_000,
    seed: 0,
  };
  const before = process.cpuUsage();
  const { moments } = simulate(options);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const most = Math.max(...moments.map(({ ready }) => ready));
  const what = `simulate: CPU time of an hour of traffic on up to ${most} replicas`;
  return [{ what, measured: `${seconds.toFixed(1)} s`, goal: `≤ ${GOAL} s`, met: seconds <= GOAL }];
}
