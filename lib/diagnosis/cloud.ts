import type { Cause } from './cause.ts';

/** What Google Cloud has against making something. A stockout is reported before the quota is looked at. */
export const cloud: readonly Cause[] = [
  {
    code: 'TPU_QUOTA',
    pattern: /TPUS_PER_TPU_FAMILY|PREEMPTIBLE_TPU|GPUS_ALL_REGIONS|GCE_QUOTA_EXCEEDED|GCE quota exceeded/,
    sentence: 'the project has no (or too little) quota for TPU v6e chips',
    remedy:
      'Ask for TPUS-PER-TPU-FAMILY-per-project-region (CT6E) in the region: 8 chips a replica. 00-preflight has the command.',
  },
  {
    code: 'QUOTA',
    pattern: /Insufficient regional quota|Quota '[A-Z_]+' exceeded/,
    sentence: 'a quota of the project is used up',
    remedy: 'Ask for more of it: https://console.cloud.google.com/iam-admin/quotas',
  },
  {
    code: 'STOCKOUT',
    pattern:
      /GCE_STOCKOUT|ZONE_RESOURCE_POOL_EXHAUSTED|lack of capacity|does not have enough resources|GCE out of resources/,
    sentence: 'the zone has no TPU v6e machine free at the moment',
    remedy: 'Name more zones (ZONES=a,b,c), buy otherwise (PROVISIONING=flex-start), or wait.',
    patience: '20m',
  },
  {
    code: 'CLUSTER_NODES',
    pattern: /nodes out of \d+ have registered/,
    sentence: "the cluster's first nodes did not come up",
    remedy: 'Delete the cluster (01-cluster --undo) and create it again.',
  },
  {
    code: 'NO_CREDENTIALS',
    pattern: /context "[^"]*" does not exist|context was not found for specified context/,
    sentence: 'this computer has no access to the cluster yet',
    remedy: 'Run 01-cluster and 02-credentials first; npm run status shows what is done.',
  },
  {
    code: 'API_DISABLED',
    pattern: /has not been used in project|SERVICE_DISABLED|API is not enabled/,
    sentence: 'an API is not enabled in the project',
    remedy: 'Run 00-preflight: it has the gcloud services enable command. A fresh one takes some minutes.',
  },
  {
    code: 'BILLING',
    pattern: /billing (account )?(is )?(disabled|not (enabled|found))|requires billing to be enabled|BILLING_DISABLED/i,
    sentence: 'the project has no billing account',
    remedy: 'Link one: https://console.cloud.google.com/billing/linkedaccount',
  },
  {
    code: 'NOT_LOGGED_IN',
    pattern: /do not currently have an active account|Reauthentication|invalid_grant/,
    sentence: 'gcloud is not logged in (any more)',
    remedy: 'gcloud auth login',
  },
  {
    code: 'BUCKET_NAME_TAKEN',
    pattern: /requested bucket name is not available/,
    sentence: 'somebody else has a bucket of this name, and names are unique in the world',
    remedy: 'Set another GSBUCKET.',
  },
  {
    code: 'VERSION',
    pattern: /Master version .* is unsupported|No valid versions with the prefix/,
    sentence: 'GKE does not offer this version in this place (any more)',
    remedy: 'Run 00-preflight: it names a CLUSTER_VERSION that is offered.',
  },
  {
    code: 'MACHINE_TYPE',
    pattern: /machine type ".*" (does not exist|is not available in zone)/i,
    sentence: 'the zone does not offer this machine type',
    remedy: 'Run 00-preflight: it has the command that lists the zones that do.',
  },
  {
    code: 'TOPOLOGY',
    pattern: /TPU topology can't be specified with single-host/,
    sentence: 'a machine with all its chips in one host takes no topology',
    remedy: 'Leave --tpu-topology out.',
  },
  {
    code: 'IDENTITY_POOL',
    pattern: /Identity Pool does not exist/,
    sentence: 'the project has no identity pool of Workload Identity (yet)',
    remedy: 'Run 01-cluster: the first cluster with --workload-pool makes it, and IAM knows it a few minutes later.',
  },
  {
    code: 'CLUSTER_BUSY',
    pattern: /running incompatible operation/,
    sentence: 'another operation holds the cluster',
    remedy: 'Wait for it: gcloud container operations list --filter=status=RUNNING',
    patience: '30m',
  },
  {
    code: 'PERMISSION',
    pattern: /Required ".*" permission|PERMISSION_DENIED|does not have permission|caller does not have permission/i,
    sentence: 'the account may not do this in the project',
    remedy: 'Run 00-preflight: it names the roles that are missing.',
  },
];
