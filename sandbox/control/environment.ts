import type { StateFolder } from '../core/folder.ts';

/** The part of `/_sandbox/status` that the environment needs. */
export interface EnvironmentFacts {
  readonly projectId: string;
  readonly projectNumber: string;
  readonly clusterVersion: string;
}

/** gcloud's endpoint override of each service, and the service's path on the sandbox's port. */
const ENDPOINTS = {
  CLOUDBILLING: 'billing',
  CLOUDQUOTAS: 'quotas',
  CLOUDRESOURCEMANAGER: 'crm',
  COMPUTE: 'compute/v1',
  CONTAINER: 'container',
  IAM: 'iam',
  MONITORING: 'monitoring',
  SECRETMANAGER: 'secretmanager',
  SERVICEUSAGE: 'su',
  STORAGE: 'storage/v1',
  TPU: 'tpu',
} as const;

/** The variables that point gcloud, kubectl and the tutorial's commands at a running sandbox. */
export function environment(url: string, folder: StateFolder, facts: EnvironmentFacts): Record<string, string> {
  const overrides = Object.entries(ENDPOINTS).map(([service, path]) => [
    `CLOUDSDK_API_ENDPOINT_OVERRIDES_${service}`,
    `${url}/${path}/`,
  ]);
  const { hostname, port } = new URL(url);
  return {
    SANDBOX_URL: url,
    CLOUDSDK_CONFIG: folder.gcloud,
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: folder.token,
    // With this, kubectl gets tokens from the plugin without starting gcloud.
    CLOUDSDK_CONTAINER_USE_APPLICATION_DEFAULT_CREDENTIALS: 'true',
    GOOGLE_APPLICATION_CREDENTIALS: folder.credentials,
    CLOUDSDK_CORE_PROJECT: facts.projectId,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: '1',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: '1',
    ...Object.fromEntries(overrides),
    // All else that gcloud asks for, such as Cloud Logging, reaches the sandbox too, which refuses it; `elsewhere/`.
    CLOUDSDK_PROXY_TYPE: 'http',
    CLOUDSDK_PROXY_ADDRESS: hostname,
    CLOUDSDK_PROXY_PORT: port,
    CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE: folder.authority,
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

/** Marks a shell in which `STOP_LINES` disabled gcloud and kubectl. */
const SHELL = 'SANDBOX_SHELL';

/**
 * `export NAME='value'` lines for a POSIX shell.
 * @param current the shell's variables; if `STOP_LINES` disabled gcloud and kubectl there, the lines enable them again
 */
export function exportLines(
  variables: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string | undefined>>,
): string {
  const quote = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;
  const freed = current[SHELL] === undefined ? '' : `unset -f gcloud kubectl\nunset ${SHELL}\n`;
  const exported = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  return freed + exported.join('');
}

/** Lines for `eval` when the start failed: they disable gcloud and kubectl, which would use the person's own account. */
export const STOP_LINES = [
  ...['gcloud', 'kubectl'].map(
    (tool) =>
      `${tool}() { echo "${tool}: the sandbox did not start, and ${tool} would use your own account. To start the sandbox: eval \\"\\$(npm run -s sandbox -- env)\\". To use your own account: unset -f gcloud kubectl" >&2; return 1; }`,
  ),
  `export ${SHELL}=failed`,
  'false',
].join('\n');
