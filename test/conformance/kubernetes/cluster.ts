import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { startSandbox } from '../../../sandbox/sandbox.ts';

const TOKEN = 'ya29.conformance';
const LOCATION = '/container/v1/projects/vllm-tpu-sandbox/locations/us-east5-b';

/** Nothing that is not Kubernetes' own doing takes time. */
const IMMEDIATE = Object.fromEntries(
  [
    'clusterCreate',
    'nodePoolCreate',
    'cpuNodeBoot',
    'loadBalancer',
    'imagePull',
    'imagePullCached',
    'podTermination',
  ].map((name) => [name, '0s']),
);

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly input?: string;
  readonly binary?: string;
  /** Beside the cluster's own. */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface RealCluster {
  readonly kubeconfig: string;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** @param binary one of the bundled ones, or a path. @default the dispatcher */
  kubectl(args: readonly string[], options?: CallOptions): Promise<Outcome>;
  /** Runs a kubectl that must succeed, and gives its output. */
  run(line: string, input?: string): Promise<string>;
  stop(): Promise<void>;
}

/** A whole sandbox with one cluster of two machines in it, on a clock that runs as fast as the wall's. */
export async function startCluster(speed = 1): Promise<RealCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const sandbox = await startSandbox({ token: TOKEN, start: Date.now(), speed, durations: IMMEDIATE });
  const call = async (path: string, body?: object) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
    const response = await fetch(`${sandbox.url}${LOCATION}/clusters${path}`, init);
    return (await response.json()) as {
      status: string;
      endpoint: string;
      masterAuth: { clusterCaCertificate: string };
    };
  };
  const pool = { name: 'default-pool', initialNodeCount: 2, config: { machineType: 'e2-standard-8' } };
  await call('', { cluster: { name: 'c', nodePools: [pool] } });
  let cluster = await call('/c');
  while (cluster.status !== 'RUNNING') {
    await new Promise((resolve) => setTimeout(resolve, 50));
    cluster = await call('/c');
  }
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(config(cluster.endpoint, cluster.masterAuth.clusterCaCertificate)));
  const environment = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: join(folder, 'cache'), HOME: folder };
  const kubectl: RealCluster['kubectl'] = (args, { input, binary = 'kubectl', environment: more } = {}) =>
    new Promise((resolve) => {
      const options = { env: { ...environment, ...more }, maxBuffer: 1 << 26 };
      const child = execFile(binary, [...args], options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
      );
      child.stdin!.end(input ?? '');
    });
  return {
    kubeconfig,
    folder,
    environment,
    kubectl,
    async run(line, input) {
      const { code, stdout, stderr } = await kubectl(words(line), { ...(input !== undefined && { input }) });
      expect({ line, code, stderr: code === 0 ? '' : stderr }).toEqual({ line, code: 0, stderr: '' });
      return stdout;
    },
    async stop() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The words of a command line; single quotes hold several together. */
export function words(line: string): string[] {
  return [...line.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''));
}

function config(endpoint: string, ca: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'sandbox',
    clusters: [{ name: 'sandbox', cluster: { server: `https://${endpoint}`, 'certificate-authority-data': ca } }],
    users: [{ name: 'sandbox', user: { token: TOKEN } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'sandbox' } }],
  };
}

/** The kubectls that gcloud bundles, 1.27 to 1.33, beside the dispatcher on the PATH. */
export async function bundled(version: string): Promise<string> {
  const which = await new Promise<string>((resolve, reject) => {
    execFile('which', ['kubectl'], (error, stdout) => (error ? reject(error) : resolve(stdout.trim())));
  });
  return join(dirname(realpathSync(which)), `kubectl.${version}`);
}
