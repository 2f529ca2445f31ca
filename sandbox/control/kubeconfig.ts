import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { makeFolder, type StateFolder } from '../core/folder.ts';
import { readEndpoint } from './client.ts';

interface Kubeconfig {
  readonly clusters?: readonly { readonly name: string; readonly cluster: object }[];
}

interface Cluster {
  readonly status: string;
  /** Both come with the control plane. */
  readonly endpoint?: string;
  readonly masterAuth?: { readonly clusterCaCertificate: string };
}

/** Clusters in these states have no control plane, and none comes soon. */
const WITHOUT = new Set(['PROVISIONING', 'STOPPING', 'ERROR']);

/** Real ms; a control plane starts right after the sandbox. */
const PATIENCE = 15_000;
const POLL = 20;

export function readKubeconfig(folder: StateFolder): string | undefined {
  return existsSync(folder.kubeconfig) ? readFileSync(folder.kubeconfig, 'utf8') : undefined;
}

/** @param text undefined removes the file: nobody has asked for credentials */
export function writeKubeconfig(folder: StateFolder, text: string | undefined): void {
  rmSync(folder.kubeconfig, { force: true });
  if (text === undefined) return;
  makeFolder(dirname(folder.kubeconfig));
  writeFileSync(folder.kubeconfig, text, { mode: 0o600 });
}

/** The addresses and certificates of the clusters as they are now, for every context that kubectl has. */
export async function followCredentials(folder: StateFolder): Promise<void> {
  const text = readKubeconfig(folder);
  if (text === undefined) return;
  const config = parse(text) as Kubeconfig;
  const entries = await Promise.all((config.clusters ?? []).map((entry) => current(folder, entry)));
  writeKubeconfig(folder, stringify({ ...config, clusters: entries }));
}

/** gcloud names a context gke_PROJECT_LOCATION_CLUSTER. */
async function current(folder: StateFolder, entry: { readonly name: string; readonly cluster: object }) {
  const [, project = '', location = '', name = ''] = /^gke_([^_]+)_([^_]+)_(.+)$/.exec(entry.name) ?? [];
  if (name === '') return entry;
  const path = `container/v1/projects/${project}/locations/${location}/clusters/${name}`;
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = await ask(folder, path);
    const { endpoint, masterAuth } = found ?? {};
    if (endpoint !== undefined && masterAuth) {
      const { clusterCaCertificate: authority } = masterAuth;
      const cluster = { ...entry.cluster, server: `https://${endpoint}`, 'certificate-authority-data': authority };
      return { ...entry, cluster };
    }
    if (!found || WITHOUT.has(found.status) || performance.now() > deadline) return entry;
    await delay(POLL);
  }
}

/** @returns undefined when there is no such cluster */
function ask(folder: StateFolder, path: string): Promise<Cluster | undefined> {
  const { url } = readEndpoint(folder)!;
  const authorization = `Bearer ${readFileSync(folder.token, 'utf8')}`;
  return new Promise((resolve, reject) => {
    const call = request(`${url}/${path}`, { agent: false, headers: { authorization } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(response.statusCode === 200 ? (JSON.parse(text) as Cluster) : undefined));
    });
    call.on('error', reject);
    call.end();
  });
}
