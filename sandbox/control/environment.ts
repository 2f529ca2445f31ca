import type { StateFolder } from '../core/folder.ts';

/** What `/_sandbox/status` tells that an environment is made of. */
export interface EnvironmentFacts {
  readonly projectId: string;
  readonly projectNumber: string;
  readonly clusterVersion: string;
}

/** Each service's endpoint override of gcloud, and its path on the sandbox's port. */
const ENDPOINTS = {
  CLOUDBILLING: 'billing',
  CLOUDQUOTAS: 'quotas',
  CLOUDRESOURCEMANAGER: 'crm',
  COMPUTE: 'compute/v1',
  CONTAINER: 'container',
  IAM: 'iam',
  MONITORING: 'monitoring',
  SERVICEUSAGE: 'su',
  STORAGE: 'storage/v1',
  TPU: 'tpu',
} as const;

/** The variables that point gcloud, kubectl and the tutorial's own commands at a running sandbox. */
export function environment(url: string, folder: StateFolder, facts: EnvironmentFacts): Record<string, string> {
  const overrides = Object.entries(ENDPOINTS).map(([service, path]) => [
    `CLOUDSDK_API_ENDPOINT_OVERRIDES_${service}`,
    `${url}/${path}/`,
  ]);
  return {
    SANDBOX_URL: url,
    CLOUDSDK_CONFIG: folder.gcloud,
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: folder.token,
    // The kubeconfig that gcloud writes then has kubectl get its tokens without another gcloud.
    CLOUDSDK_CONTAINER_USE_APPLICATION_DEFAULT_CREDENTIALS: 'true',
    GOOGLE_APPLICATION_CREDENTIALS: folder.credentials,
    CLOUDSDK_CORE_PROJECT: facts.projectId,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: '1',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: '1',
    ...Object.fromEntries(overrides),
    KUBECONFIG: folder.kubeconfig,
    KUBECACHEDIR: folder.kubeCache,
    PROJECT_ID: facts.projectId,
    PROJECT_NUMBER: facts.projectNumber,
    CLUSTER_NAME: 'vllm-tpu',
    CLUSTER_VERSION: facts.clusterVersion,
    CONTROL_PLANE_LOCATION: 'us-east5',
    ZONE: 'us-east5-b',
    NAMESPACE: 'vllm',
    HF_TOKEN: 'hf_sandboxTokenForTheTutorialOnly0000',
    GSBUCKET: `${facts.projectId}-models`,
    KSA_NAME: 'vllm-ksa',
  };
}

/** Set in a shell whose gcloud and kubectl refuse to act. */
const SHELL = 'SANDBOX_SHELL';

/** `export NAME='value'` lines for a POSIX shell; @param current the shell's own variables: what once failed works again */
export function exportLines(
  variables: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string | undefined>>,
): string {
  const quote = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
  const freed = current[SHELL] === undefined ? '' : `unset -f gcloud kubectl\nunset ${SHELL}\n`;
  const exported = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  return freed + exported.join('');
}

/** For a shell whose `eval` got nothing: gcloud and kubectl refuse there, instead of acting on the person's own account. */
export const STOP_LINES = [
  ...['gcloud', 'kubectl'].map(
    (tool) =>
      `${tool}() { echo "${tool}: the sandbox has not started, and this shell may act on your own account. Type: eval \\"\\$(npm run -s sandbox -- env)\\", or: unset -f gcloud kubectl" >&2; return 1; }`,
  ),
  `export ${SHELL}=failed`,
  'false',
].join('\n');
