import type { Runbook } from '../../lib/runner/runbook.ts';

const run = (id: string): string => `npx tsx runbook/${id}.ts`;
const PREFLIGHT = run('00-preflight');
const DOCTOR = 'To see where the metric stops: npm run doctor';

/** What to type for a known cause (`lib/diagnosis/`) that a step of this runbook fixes or a command explains. */
export const remedies: NonNullable<Runbook['remedies']> = {
  TPU_QUOTA: `Request the chips of all replicas. To get the command: ${PREFLIGHT}`,
  CLUSTER_NODES: `Delete the cluster and create it again: ${run('01-cluster')} --undo && ${run('01-cluster')}`,
  NO_CREDENTIALS: `${run('02-credentials')}`,
  UNAUTHORIZED: `Check the account (gcloud auth list) and the clock (date -u), then get new credentials: ${run('02-credentials')}`,
  API_DISABLED: `Enable the API; it takes effect within a few minutes. To get the command: ${PREFLIGHT}`,
  VERSION: `Set CLUSTER_VERSION to a version that GKE offers. To find one: ${PREFLIGHT}`,
  MACHINE_TYPE: `Set ZONE to a zone that offers the machine type. To find one: ${PREFLIGHT}`,
  IDENTITY_POOL: `The first cluster with --workload-pool creates the pool. IAM accepts it a few minutes later: ${run('01-cluster')}`,
  PERMISSION: `To see which roles are missing: ${PREFLIGHT}`,
  BUCKET_MISSING: `Check GSBUCKET, then: ${run('04-bucket')}`,
  BUCKET_PERMISSION: `A new binding takes effect within a few minutes. If the binding is missing: ${run('05-service-account')}`,
  READ_ONLY: `On the bucket's mount, the role on the bucket is missing or has not taken effect: ${run('05-service-account')}`,
  TOKEN_SECRET_MISSING: `Correct the name and the key in the pod, or create the Secret with hf_api_token: ${run('03-secret')}`,
  SERVICE_ACCOUNT_MISSING: run('05-service-account'),
  NO_TPU_NODE: `Compare the nodeSelector of the pod with the labels of the nodes: kubectl get nodes --show-labels. If the node pool is missing: ${run('01-cluster')}`,
  ADAPTER_ROLE: `A new binding takes effect within a few minutes. If the binding is missing: ${run('08-metrics-adapter')}`,
  ADAPTER_DOWN: `Check the adapter's pods: kubectl get pods -n custom-metrics. ${DOCTOR}`,
  METRIC_UNKNOWN: DOCTOR,
  METRIC_STALE: DOCTOR,
  METRIC_MISSING: DOCTOR,
  BALANCER_PENDING: 'Check its events for an exceeded quota: kubectl describe service vllm-service -n "$NAMESPACE"',
  HF_LICENCE: `Accept the licence on the model's page; the pod tries again within 5 minutes. Then: ${run('06-model-server')}`,
  HF_TOKEN: `Correct HF_TOKEN; the pod tries again within 5 minutes. Then: ${run('03-secret')} && ${run('06-model-server')}`,
};
