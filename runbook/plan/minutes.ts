/** How long a part of the walkthrough takes, and what runs meanwhile. */
export interface Minutes {
  readonly step: string;
  /** The parts differ between the modes of a cluster. @default both */
  readonly mode?: 'standard' | 'autopilot';
  /** The parts differ between the orders too. @default both */
  readonly order?: 'tutorial' | 'fast';
  readonly low: number;
  readonly high: number;
  /** TPU nodes that are billed meanwhile. */
  readonly tpuNodes: 0 | 1 | 2;
  /** Not seen by anybody whose report was found: the figure is what the sandbox takes it for. */
  readonly assumed?: true;
  readonly source: string;
}

const TPU_NODE = 'user reports: TPU node 2-5 min';
const SCALE_OUT = 'node 2-5 min (user reports), then a warm start of 70B that nobody has published';

/** Read 2026-08-21. What is not here takes seconds. */
export const MINUTES: readonly Minutes[] = [
  { step: '01-cluster', low: 8, high: 12, tpuNodes: 0, source: 'user reports of 2026-04 and 2026-08: 8-12 min' },
  { step: '01-cluster', mode: 'standard', order: 'tutorial', low: 2, high: 5, tpuNodes: 1, source: TPU_NODE },
  { step: '01-tpu-nodes', mode: 'standard', low: 2, high: 5, tpuNodes: 1, source: TPU_NODE },
  {
    step: '05-stage-weights',
    low: 3,
    high: 15,
    tpuNodes: 0,
    assumed: true,
    source: 'ten downloads side by side, after a fresh IAM binding',
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
    source: "IAM's own documentation: 2 min, at times 7 or more",
  },
  {
    step: '06-model-server',
    order: 'tutorial',
    low: 25,
    high: 40,
    tpuNodes: 1,
    assumed: true,
    source: 'image, weights of 70B, compilation',
  },
  {
    step: '06-model-server',
    order: 'fast',
    low: 10,
    high: 20,
    tpuNodes: 1,
    assumed: true,
    source: 'image, weights of 70B from the bucket, compilation',
  },
  {
    step: '08-metrics-adapter',
    low: 1,
    high: 7,
    tpuNodes: 1,
    source: "IAM's own documentation, and a probe after 40 s",
  },
  { step: '09-pod-monitoring', low: 1, high: 10, tpuNodes: 1, source: 'the tutorial: 1 min; Google promises 10' },
  { step: '11-metrics', low: 1, high: 3, tpuNodes: 1, source: 'the tutorial: within a minute' },
  { step: '12-autoscaler', low: 1, high: 1, tpuNodes: 1, source: 'the tutorial: 16 s to the first value' },
  { step: '13-scale-out', low: 12, high: 20, tpuNodes: 2, assumed: true, source: SCALE_OUT },
  { step: '99-cleanup', low: 6, high: 7, tpuNodes: 2, source: 'seen: a cluster is deleted in 6 m 24 s' },
];
