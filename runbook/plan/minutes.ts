import type { Shares } from './scale.ts';

/** The duration of a part of the walkthrough, and the TPU nodes that are billed meanwhile. */
export interface Minutes {
  readonly step: string;
  /** The cluster mode that the figure is for. @default both */
  readonly mode?: 'standard' | 'autopilot';
  /** The order of steps that the figure is for. @default both */
  readonly order?: 'tutorial' | 'fast';
  /** Minutes. */
  readonly low: number;
  readonly high: number;
  /** TPU nodes that are billed meanwhile. */
  readonly tpuNodes: 0 | 1 | 2;
  /** No measurement was found: the figure is the sandbox's estimate. */
  readonly assumed?: true;
  /** The parts that depend on the model: the shares of 70B's time, by the sandbox's durations. */
  readonly shares?: Shares;
  readonly source: string;
}

const TPU_NODE = 'user reports: TPU node 2-5 min';
const SCALE_OUT = 'node 2-5 min (user reports), then a warm start of 70B (no published figure)';

/** Sources read on 2026-08-21. A step that is missing here takes seconds. */
export const MINUTES: readonly Minutes[] = [
  { step: '01-cluster', low: 8, high: 12, tpuNodes: 0, source: 'user reports of 2026-04 and 2026-08: 8-12 min' },
  { step: '01-cluster', mode: 'standard', order: 'tutorial', low: 2, high: 5, tpuNodes: 1, source: TPU_NODE },
  { step: '01-tpu-nodes', mode: 'standard', order: 'fast', low: 2, high: 5, tpuNodes: 1, source: TPU_NODE },
  {
    step: '05-stage-weights',
    order: 'fast',
    low: 3,
    high: 15,
    tpuNodes: 0,
    assumed: true,
    shares: { weights: 0.8, compile: 0 },
    source: 'ten parallel downloads, after a new IAM binding',
  },
  {
    step: '06-model-server',
    mode: 'autopilot',
    low: 2,
    high: 5,
    tpuNodes: 1,
    source: TPU_NODE,
  },
  {
    step: '05-service-account',
    low: 1,
    high: 7,
    tpuNodes: 1,
    source: 'IAM documentation: 2 min, sometimes 7 or more',
  },
  {
    step: '06-model-server',
    order: 'tutorial',
    low: 25,
    high: 40,
    tpuNodes: 1,
    assumed: true,
    shares: { weights: 0.75, compile: 0.2 },
    source: 'image, weights of 70B, compilation',
  },
  {
    step: '06-model-server',
    order: 'fast',
    low: 10,
    high: 20,
    tpuNodes: 1,
    assumed: true,
    shares: { weights: 0.5, compile: 0.35 },
    source: 'image, weights of 70B from the bucket, compilation',
  },
  {
    step: '08-metrics-adapter',
    low: 1,
    high: 7,
    tpuNodes: 1,
    source: 'IAM documentation, and a probe after 40 s',
  },
  { step: '09-pod-monitoring', low: 1, high: 10, tpuNodes: 1, source: 'tutorial: 1 min; Google: up to 10 min' },
  { step: '11-metrics', low: 1, high: 3, tpuNodes: 1, source: 'tutorial: within a minute' },
  { step: '12-autoscaler', low: 1, high: 1, tpuNodes: 1, source: 'tutorial: 16 s to the first value' },
  {
    step: '13-scale-out',
    low: 12,
    high: 20,
    tpuNodes: 2,
    assumed: true,
    shares: { weights: 0.5, compile: 0.15 },
    source: SCALE_OUT,
  },
  { step: '99-cleanup', low: 6, high: 7, tpuNodes: 2, source: 'observed: a cluster was deleted in 6m 24s' },
];
