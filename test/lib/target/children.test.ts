import { describe, expect, it } from 'vitest';
import { childrenOnGoogleCloud, plainChildren } from '../../../lib/target/children.ts';

/** Variables that redirect gcloud, kubectl and Google's clients, or change their output. */
const DECISIVE = [
  // gcloud: properties (`gcloud topic configurations`), and variables of its launcher and of google.auth.
  'CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER',
  'CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE',
  'CLOUDSDK_API_CLIENT_OVERRIDES_CONTAINER',
  'CLOUDSDK_CORE_PROJECT',
  'CLOUDSDK_CORE_UNIVERSE_DOMAIN',
  'CLOUDSDK_CORE_API_HOST',
  'CLOUDSDK_CORE_FORMAT',
  'CLOUDSDK_CORE_DEFAULT_FORMAT',
  'CLOUDSDK_CORE_DISABLE_PROMPTS',
  'CLOUDSDK_COMPUTE_ZONE',
  'CLOUDSDK_COMPUTE_REGION',
  'CLOUDSDK_CONTAINER_CLUSTER',
  'CLOUDSDK_CONTAINER_USE_APPLICATION_DEFAULT_CREDENTIALS',
  'CLOUDSDK_CONTAINER_USE_CLIENT_CERTIFICATE',
  'CLOUDSDK_AUTH_AUTH_HOST',
  'CLOUDSDK_AUTH_TOKEN_HOST',
  'CLOUDSDK_AUTH_DISABLE_CREDENTIALS',
  'CLOUDSDK_PROPERTIES_NAME',
  'CLOUDSDK_GLOBAL_CONFIG_DIR_NAME',
  'GOOGLE_CLOUD_PROJECT',
  'GCLOUD_PROJECT',
  'GOOGLE_CLOUD_QUOTA_PROJECT',
  'GOOGLE_CLOUD_UNIVERSE_DOMAIN',
  'GOOGLE_API_USE_CLIENT_CERTIFICATE',
  'GOOGLE_API_USE_MTLS_ENDPOINT',
  'GCE_METADATA_HOST',
  'GCE_METADATA_IP',
  'GCE_METADATA_ROOT',
  // kubectl and client-go.
  'KUBECONFIG',
  'KUBECACHEDIR',
  'KUBERNETES_MASTER',
  'KUBERNETES_SERVICE_HOST',
  'KUBERNETES_SERVICE_PORT',
  'KUBERNETES_EXEC_INFO',
  'KUBECTL_EXTERNAL_DIFF',
  'KUBECTL_KUBERC',
  'KUBERC',
  // Python and the shell: they could inject code into gcloud.
  'PYTHONPATH',
  'PYTHONHOME',
  'BASH_ENV',
];

/** gcloud's account: the user's on Google Cloud, the sandbox's on the sandbox. */
const ACCOUNT = [
  'CLOUDSDK_CONFIG',
  'CLOUDSDK_ACTIVE_CONFIG_NAME',
  'CLOUDSDK_CORE_ACCOUNT',
  'CLOUDSDK_AUTH_ACCESS_TOKEN_FILE',
  'CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE',
  'CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT',
  'GOOGLE_APPLICATION_CREDENTIALS',
];

const NETWORK = [
  'http_proxy',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'no_proxy',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
  'CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE',
  'CLOUDSDK_PROXY_ADDRESS',
];

describe('the environment of gcloud and kubectl', () => {
  it.each(DECISIVE)('does not contain %s, which the target sets', (name) => {
    const environment = { [name]: 'elsewhere' };
    expect(childrenOnGoogleCloud(environment)).toEqual({});
    expect(plainChildren(environment)).toEqual({});
  });

  it.each(ACCOUNT)('contains %s only on Google Cloud', (name) => {
    const environment = { [name]: 'mine' };
    expect(childrenOnGoogleCloud(environment)).toEqual(environment);
    expect(plainChildren(environment)).toEqual({});
  });

  it.each(NETWORK)('contains %s only on Google Cloud, since the sandbox is local', (name) => {
    const environment = { [name]: 'of the network' };
    expect(childrenOnGoogleCloud(environment)).toEqual(environment);
    expect(plainChildren(environment)).toEqual({});
  });

  it('contains no proxy or authority by which the sandbox keeps gcloud from Google Cloud', () => {
    const ofSandbox = {
      SANDBOX_URL: 'http://127.0.0.1:4711',
      CLOUDSDK_PROXY_TYPE: 'http',
      CLOUDSDK_PROXY_ADDRESS: '127.0.0.1',
      CLOUDSDK_PROXY_PORT: '4711',
      CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE: '/home/ana/.sandbox/authority.pem',
    };
    expect(childrenOnGoogleCloud({ ...ofSandbox, https_proxy: 'http://proxy:3128' })).toEqual({
      https_proxy: 'http://proxy:3128',
    });
    expect(childrenOnGoogleCloud({ ...ofSandbox, CLOUDSDK_PROXY_ADDRESS: 'proxy' })).toMatchObject({
      CLOUDSDK_PROXY_ADDRESS: 'proxy',
    });
  });

  it('omits empty variables', () => {
    expect(childrenOnGoogleCloud({ PATH: '/bin', HTTPS_PROXY: '', CLOUDSDK_CONFIG: '' })).toEqual({ PATH: '/bin' });
  });
});
