import { type Config, loadConfig } from '../../../lib/config/index.ts';

/** The required variables on Google Cloud. */
export const GKE = {
  TARGET: 'gke',
  PROJECT_ID: 'my-project-123',
  PROJECT_NUMBER: '123456789',
  CLUSTER_NAME: 'vllm-tpu',
  CLUSTER_VERSION: '1.33.5-gke.1080000',
  CONTROL_PLANE_LOCATION: 'us-east5',
  ZONE: 'us-east5-b',
  NAMESPACE: 'vllm',
  HF_TOKEN: 'hf_sentinelsentinel',
  GSBUCKET: 'my-bucket',
  KSA_NAME: 'vllm-sa',
  EXPOSE_CIDR: '203.0.113.7/32',
};

export const gkeConfig = (variables: Readonly<Record<string, string>> = {}): Config =>
  loadConfig({ environment: { ...GKE, ...variables } });
