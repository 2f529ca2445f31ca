import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const run = promisify(execFile);
const BUILD = fileURLToPath(new URL('../../sandbox/build.ts', import.meta.url));

/** As the packed package carries it: far from any `node_modules`. */
describe('the built sandbox', () => {
  let folder: string;
  let env: Record<string, string>;
  const program = (name: string, ...args: readonly string[]) =>
    run(process.execPath, [join(folder, 'built', `${name}.js`), ...args], { cwd: folder, env });
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${await readFile(env.CLOUDSDK_AUTH_ACCESS_TOKEN_FILE!, 'utf8')}` };
    const answer = await fetch(env.SANDBOX_URL + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, unknown>;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'build-'));
    env = { PATH: join(folder, 'no tools'), SANDBOX_HOME: join(folder, 'home'), SANDBOX_SPEED: '10000' };
    await run(process.execPath, ['--import', 'tsx', BUILD, join(folder, 'built')]);
    Object.assign(env, JSON.parse((await program('cli', 'env', '--json')).stdout));
  });
  afterAll(async () => {
    await program('cli', 'stop');
    await rm(folder, { recursive: true });
  });

  it('runs on plain Node and lists its faults', async () => {
    expect((await program('cli', 'status')).stdout).toContain('The sandbox is running at');
    expect((await program('cli', 'fault', 'list')).stdout).toContain('tpu-stockout');
  });

  it('creates a cluster whose certificate the stand-in for kubectl trusts', async () => {
    const clusters = '/container/v1/projects/vllm-tpu-sandbox/locations/us-east5/clusters';
    await ask('POST', clusters, { cluster: { name: 'c', initialNodeCount: 1 } });
    await vi.waitUntil(async () => (await ask('GET', `${clusters}/c`)).status === 'RUNNING', { timeout: 30_000 });
    await program(
      'clis/gcloud',
      'container',
      'clusters',
      'get-credentials',
      'c',
      '--location=us-east5',
      '--project=vllm-tpu-sandbox',
    );
    expect((await program('clis/kubectl', 'get', 'namespaces')).stdout).toContain('kube-system');
  });

  it('answers PromQL', async () => {
    const query = '/monitoring/v1/projects/vllm-tpu-sandbox/location/global/prometheus/api/v1/query?query=1%2B1';
    const answer = await ask('GET', query);
    expect(answer).toMatchObject({ status: 'success', data: { result: [expect.anything(), '2'] } });
  });

  it('includes the licenses of the bundled packages', async () => {
    const licenses = await readFile(join(folder, 'built/THIRD-PARTY-LICENSES'), 'utf8');
    for (const name of ['@peculiar/x509', '@prometheus-io/lezer-promql', 're2js', 'yaml'])
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  });
});
