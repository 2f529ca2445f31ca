import { TPU_GENERATIONS, type TpuGeneration } from '../config/index.ts';
import type { Cause } from './cause.ts';

const quotas = TPU_GENERATIONS.map(({ name, quota }: TpuGeneration) => ({ name, onDemand: quota.onDemand }));

/** Errors name the metric: `TPUS_PER_TPU_FAMILY` for the quota `TPUS-PER-TPU-FAMILY-per-project-region`. */
const metrics = quotas.map(({ onDemand }) => onDemand.id.replace(/-per-.*/, '').replaceAll('-', '_'));

/** The quota of each generation, with its dimensions (without the region). */
const toRequest = quotas.map(({ name, onDemand }) => {
  const dimensions = Object.values(onDemand.dimensions).map((value) => ` (${value})`);
  return `${onDemand.id}${dimensions.join('')} for ${name}`;
});

/** Why Google Cloud does not create a resource. Google Cloud reports a stockout before it checks the quota. */
export const cloud: readonly Cause[] = [
  {
    code: 'TPU_QUOTA',
    by: ['operation', 'event', 'gcloud', 'api'],
    pattern: new RegExp(`${metrics.join('|')}|PREEMPTIBLE_TPU|GPUS_ALL_REGIONS|GCE_QUOTA_EXCEEDED|GCE quota exceeded`),
    sentence: 'the quota for TPU chips is used up or 0',
    remedy: `Request the chips of all replicas in the region: ${toRequest.join(', ')}.`,
  },
  {
    code: 'QUOTA',
    by: ['operation', 'event', 'gcloud', 'api'],
    pattern: /Insufficient regional quota|Quota '[A-Z_]+' exceeded/,
    sentence: 'a quota of the project is used up',
    remedy: 'Request more: https://console.cloud.google.com/iam-admin/quotas',
  },
  {
    code: 'STOCKOUT',
    by: ['operation', 'event'],
    pattern:
      /GCE_STOCKOUT|ZONE_RESOURCE_POOL_EXHAUSTED|lack of capacity|does not have enough resources|GCE out of resources/,
    sentence: 'the zone has no free TPU machine',
    remedy: 'Name more zones (ZONES=a,b,c), choose PROVISIONING=flex-start, or wait.',
    patience: '20m',
  },
  {
    code: 'CLUSTER_NODES',
    by: ['operation'],
    pattern: /nodes out of \d+ have registered/,
    sentence: "the cluster's first nodes did not register",
    remedy: 'Delete the cluster and create it again.',
  },
  {
    code: 'NO_CREDENTIALS',
    by: ['kubectl'],
    kinds: ['noContext'],
    sentence: 'kubectl has no credentials for the cluster',
    remedy: 'gcloud container clusters get-credentials CLUSTER_NAME --location=CONTROL_PLANE_LOCATION',
  },
  {
    code: 'AUTH_PLUGIN',
    by: ['kubectl'],
    kinds: ['noPlugin'],
    sentence: "kubectl's credential plugin for GKE is not installed",
    remedy: 'gcloud components install gke-gcloud-auth-plugin',
  },
  {
    code: 'API_DISABLED',
    by: ['gcloud', 'api'],
    pattern: /has not been used in project|SERVICE_DISABLED|API is not enabled/,
    sentence: 'a required API is not enabled in the project',
    remedy: 'Enable it and wait a few minutes: gcloud services enable API',
  },
  {
    code: 'BILLING',
    by: ['gcloud', 'api', 'operation'],
    pattern: /billing (account )?(is )?(disabled|not (enabled|found))|requires billing to be enabled|BILLING_DISABLED/i,
    sentence: 'the project has no billing account',
    remedy: 'Link one: https://console.cloud.google.com/billing/linkedaccount',
  },
  {
    code: 'NOT_LOGGED_IN',
    by: ['gcloud', 'api'],
    kinds: ['unauthenticated'],
    sentence: 'gcloud is not logged in, or its login has expired',
    remedy: 'gcloud auth login',
  },
  {
    code: 'BUCKET_NAME_TAKEN',
    by: ['gcloud'],
    pattern: /requested bucket name is not available/,
    sentence: 'another project has a bucket of this name; bucket names are globally unique',
    remedy: 'Set another GSBUCKET.',
  },
  {
    code: 'VERSION',
    by: ['gcloud'],
    pattern: /Master version .* is unsupported|No valid versions with the prefix/,
    sentence: 'GKE does not offer this version in this location',
    remedy: 'List the versions: gcloud container get-server-config --location=CONTROL_PLANE_LOCATION',
  },
  {
    code: 'MACHINE_TYPE',
    by: ['gcloud', 'operation'],
    pattern: /machine type ".*" (does not exist|is not available in zone)/i,
    sentence: 'the zone does not offer this machine type',
    remedy: 'List the zones: gcloud compute machine-types list --filter=name=MACHINE_TYPE',
  },
  {
    code: 'TOPOLOGY',
    by: ['gcloud', 'operation'],
    pattern: /TPU topology can't be specified with single-host/,
    sentence: 'a machine type with all chips in one host takes no TPU topology',
    remedy: 'Omit --tpu-topology.',
  },
  {
    code: 'IDENTITY_POOL',
    by: ['gcloud'],
    pattern: /Identity Pool does not exist/,
    sentence: 'the Workload Identity pool of the project does not exist',
    remedy: 'Create a cluster with --workload-pool=PROJECT_ID.svc.id.goog, then wait a few minutes.',
  },
  {
    code: 'CLUSTER_BUSY',
    by: ['gcloud'],
    kinds: ['busy'],
    sentence: 'another operation holds the cluster',
    remedy: 'Wait for it: gcloud container operations list --filter=status=RUNNING',
    patience: '30m',
  },
  {
    code: 'PERMISSION',
    by: ['gcloud', 'api'],
    kinds: ['forbidden'],
    sentence: 'the account lacks a permission in the project',
    remedy: 'Ask an owner of the project for the role that the message names.',
  },
];
