import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse, stringify } from 'yaml';
import { Refused } from '../tool.ts';
import type { Answer } from './api.ts';

interface Named {
  readonly name: string;
  readonly [entry: string]: unknown;
}

const EMPTY = { apiVersion: 'v1', kind: 'Config', preferences: {} };

/** kubectl gets its tokens from the plugin, which may use Application Default Credentials. */
function user(): object {
  const byDefault = process.env.CLOUDSDK_CONTAINER_USE_APPLICATION_DEFAULT_CREDENTIALS === 'true';
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      ...(byDefault && { args: ['--use_application_default_credentials'] }),
      command: 'gke-gcloud-auth-plugin',
      installHint:
        'Install gke-gcloud-auth-plugin for use with kubectl by following https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl#install_plugin',
      provideClusterInfo: true,
    },
  };
}

/** Adds the cluster to `$KUBECONFIG` and makes it the current context. */
export function writeCredentials({ name, location, endpoint, masterAuth }: Answer, project: string): void {
  const file = process.env.KUBECONFIG;
  if (!file)
    throw new Refused(
      'This stand-in for gcloud works only with the sandbox: KUBECONFIG is not set.\neval "$(npm run -s env)"',
    );
  if (!endpoint)
    throw new Refused(
      `ERROR: (gcloud.container.clusters.get-credentials) cluster ${name} is missing endpoint. Is it still PROVISIONING?`,
    );
  const context = `gke_${project}_${location}_${name}`;
  const before = existsSync(file) ? (parse(readFileSync(file, 'utf8')) ?? {}) : {};
  const config = {
    ...EMPTY,
    ...before,
    clusters: put(before.clusters, {
      name: context,
      cluster: {
        'certificate-authority-data': masterAuth.clusterCaCertificate,
        server: `https://${endpoint}`,
      },
    }),
    contexts: put(before.contexts, { name: context, context: { cluster: context, user: context } }),
    users: put(before.users, { name: context, user: user() }),
    'current-context': context,
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stringify(config, { indentSeq: false, sortMapEntries: true }), { mode: 0o600 });
}

function put(list: readonly Named[] | undefined, entry: Named): readonly Named[] {
  return [...(list ?? []).filter(({ name }) => name !== entry.name), entry];
}
