import type { Runbook } from '../../lib/runner/runbook.ts';

const run = (id: string): string => `npx tsx runbook/${id}.ts`;
const PREFLIGHT = run('00-preflight');
const DOCTOR = 'To see where the metric stops: npm run doctor';

/** What to type for a known cause (`lib/diagnosis/`) that a step of this runbook fixes, or a command of it explains. */
export const remedies: NonNullable<Runbook['remedies']> = {
  TPU_QUOTA: `Request the chips of all replicas. The command: ${PREFLIGHT}`,
  CLUSTER_NODES: `Delete the cluster and create it again: ${run('01-cluster')} --undo && ${run('01-cluster')}`,
  NO_CREDENTIALS: `${run('02-credentials')}`,
  API_DISABLED: `Enable it; it takes a few minutes to take effect. The command: ${PREFLIGHT}`,
  VERSION: `Set CLUSTER_VERSION to one that is offered. To list them: ${PREFLIGHT}`,
  MACHINE_TYPE: `Set ZONE to a zone that offers it. To list them: ${PREFLIGHT}`,
  IDENTITY_POOL: `The first cluster with --workload-pool creates it, and IAM knows it a few minutes later: ${run('01-cluster')}`,
  PERMISSION: `To see which roles are missing: ${PREFLIGHT}`,
  BUCKET_MISSING: `Check GSBUCKET, then: ${run('04-bucket')}`,
  BUCKET_PERMISSION: `A new binding takes a few minutes; the pod then continues. If there is none: ${run('05-service-account')}`,
  SECRET_MISSING: run('03-secret'),
  SERVICE_ACCOUNT_MISSING: run('05-service-account'),
  NO_TPU_NODE: `The autoscaler adds nodes up to the maximum of the node pool. If there is no node pool: ${run('01-cluster')}`,
  ADAPTER_ROLE: `A new binding takes a few minutes; the adapter then continues. If there is none: ${run('08-metrics-adapter')}`,
  ADAPTER_DOWN: `Look at its pods: kubectl get pods -n custom-metrics. ${DOCTOR}`,
  METRIC_UNKNOWN: DOCTOR,
  METRIC_STALE: DOCTOR,
  METRIC_MISSING: DOCTOR,
  HF_LICENCE: `Accept the licence on the model's page; the pod tries again within 5 minutes. Then: ${run('06-model-server')}`,
  HF_TOKEN: `Correct HF_TOKEN; the pod tries again within 5 minutes. Then: ${run('03-secret')} && ${run('06-model-server')}`,
};
