import { MetricServiceClient } from '@google-cloud/monitoring';
import { OAuth2Client } from 'google-auth-library';
import { PROJECT, TOKEN } from './rig.ts';

/** Google's own client, speaking REST to the sandbox (reference B5). */
export function googleClient(port: number): MetricServiceClient {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: TOKEN });
  return new MetricServiceClient({
    fallback: true,
    protocol: 'http',
    apiEndpoint: '127.0.0.1',
    port,
    authClient: authClient as never,
    projectId: PROJECT,
  });
}
