// Made from faults.yaml and durations.yaml by `npm run generate -w sandbox`.

/** By the name of a fault: the names of its parameters. */
export interface FaultParameters {
  readonly 'api-errors': 'api' | 'probability' | 'code';
  readonly 'api-slow': 'api' | 'seconds';
  readonly 'api-reset': 'api' | 'probability';
  readonly 'api-disabled': 'service';
  readonly 'permission-denied': 'permission';
  readonly 'billing-disabled': never;
  readonly 'tpu-quota-zero': never;
  readonly 'tpu-stockout': 'zone';
  readonly 'quota-behind-stockout': 'zone';
  readonly 'quota-exceeded': 'quota' | 'limit';
  readonly 'org-policy': 'constraint';
  readonly 'flex-start-waits': never;
  readonly 'pool-at-maximum': 'pool';
  readonly 'cluster-create-fails': never;
  readonly 'node-lost': 'node';
  readonly 'iam-propagation': 'minutes';
  readonly 'bucket-name-taken': 'bucket';
  readonly 'bucket-no-permission': 'bucket';
  readonly 'second-person': 'probability';
  readonly 'watch-cut': 'seconds' | 'gone';
  readonly 'image-pull-error': 'image';
  readonly 'image-rate-limit': 'image';
  readonly 'disk-full': 'node';
  readonly 'pod-oom': never;
  readonly 'gmp-operator-down': never;
  readonly 'load-balancer-pending': never;
  readonly 'hf-token-invalid': never;
  readonly 'hf-license': never;
  readonly 'hub-rate-limit': never;
  readonly 'hub-timeout': never;
  readonly 'cache-full': never;
  readonly 'tpu-busy': never;
  readonly 'engine-dead': never;
  readonly 'xla-cache-race': never;
  readonly 'adapter-no-role': never;
  readonly 'adapter-throttled': never;
  readonly 'adapter-down': never;
  readonly 'metric-renamed': 'metric';
  readonly 'metric-stale': never;
}

export type FaultName = keyof FaultParameters;

export type DurationName =
  | 'clusterCreate'
  | 'clusterDelete'
  | 'nodePoolCreate'
  | 'nodePoolDelete'
  | 'nodeDelete'
  | 'controlPlaneUpgrade'
  | 'tpuNodeBoot'
  | 'cpuNodeBoot'
  | 'flexStartWait'
  | 'tpuDevicePlugin'
  | 'nodeIdleBeforeScaleDown'
  | 'loadBalancer'
  | 'imagePull'
  | 'imagePullCached'
  | 'imagePreloaded'
  | 'bucketMount'
  | 'iamPropagation'
  | 'adapterReadinessDelay'
  | 'metricIngestion'
  | 'newMetricVisible'
  | 'weightsDownload'
  | 'weightsFromBucket'
  | 'weightsStreamed'
  | 'compileCold'
  | 'compileCached'
  | 'podTermination';
