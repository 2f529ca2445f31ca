/** Short durations, so that a test spends its time on its subject. */
export const QUICK = {
  clusterCreate: '30s',
  clusterDelete: '10s',
  nodePoolCreate: '10s',
  nodePoolDelete: '10s',
  tpuNodeBoot: '30s',
  imagePull: '10s',
  weightsDownload: '60s',
  weightsFromBucket: '20s',
  compileCold: '20s',
  compileCached: '10s',
  iamPropagation: '1s',
  newMetricVisible: '10s',
} as const;
