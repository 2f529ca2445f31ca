import type { Parameters } from './phrase.ts';

/** The services of APIs by their titles, as Google's refusals have them: `gcloud services list --available`. */
const SERVICES: Readonly<Record<string, string>> = {
  'Artifact Registry API': 'artifactregistry',
  'Certificate Manager API': 'certificatemanager',
  'Cloud DNS API': 'dns',
  'Cloud Logging API': 'logging',
  'Cloud Monitoring API': 'monitoring',
  'Cloud Resource Manager API': 'cloudresourcemanager',
  'Cloud TPU API': 'tpu',
  'Compute Engine API': 'compute',
  'GKE Hub API': 'gkehub',
  'IAM Service Account Credentials API': 'iamcredentials',
  'Identity and Access Management (IAM) API': 'iam',
  'Kubernetes Engine API': 'container',
  'Network Security API': 'networksecurity',
  'Network Services API': 'networkservices',
  'Secret Manager API': 'secretmanager',
  'Service Networking API': 'servicenetworking',
  'Service Usage API': 'serviceusage',
};

/** What follows from the title of an API: its service, which enables it. */
export function ofApi({ api, name = '' }: Parameters): Parameters {
  const service = SERVICES[name];
  return api === undefined && service !== undefined ? { api: `${service}.googleapis.com` } : {};
}
