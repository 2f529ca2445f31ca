import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gkeTarget } from '../../../lib/target/gke.ts';
import { gkeConfig } from './configured.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gke-target-'));
  vi.stubEnv('RUNBOOK_HOME', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const environmentOf = async (environment: NodeJS.ProcessEnv) => (await gkeTarget(gkeConfig(), environment)).environment;

it('gives child processes a separate kubeconfig and the configured project', async () => {
  const environment = await environmentOf({
    PATH: '/bin',
    HOME: '/home/somebody',
    KUBECONFIG: '/home/somebody/.kube/config',
    CLOUDSDK_CORE_PROJECT: 'elsewhere',
  });
  expect(environment).toMatchObject({ CLOUDSDK_CORE_PROJECT: 'my-project-123', HOME: '/home/somebody' });
  expect(environment.KUBECONFIG).toBe(join(folder, '.runbook/my-project-123/vllm-tpu/vllm/kubeconfig'));
  expect(environment.KUBECACHEDIR).toBe(join(folder, '.runbook/my-project-123/kube-cache'));
});

it("keeps the user's gcloud account", async () => {
  const chosen = { CLOUDSDK_ACTIVE_CONFIG_NAME: 'work', GOOGLE_APPLICATION_CREDENTIALS: '/home/somebody/key.json' };
  expect(await environmentOf(chosen)).toMatchObject(chosen);
});

it('gives child processes no secret', async () => {
  const secrets = { HF_TOKEN: 'hf_hidden', VLLM_API_KEY: 'hidden', AWS_SECRET_ACCESS_KEY: 'hidden' };
  expect(JSON.stringify(await environmentOf(secrets))).not.toContain('hidden');
});

it('names the variable that moves an unwritable folder', async () => {
  await writeFile(join(folder, 'file'), '');
  vi.stubEnv('RUNBOOK_HOME', join(folder, 'file'));
  await expect(environmentOf({})).rejects.toMatchObject({
    code: 'NOT_WRITABLE',
    remedy: expect.stringContaining('RUNBOOK_HOME='),
  });
});

it.each([
  ['is not set', () => ({})],
  ['names no folder', () => ({ HOME: join(folder, 'nobody') })],
])('names a HOME that %s, where gcloud has no login', async (_, home) => {
  const { PATH } = process.env;
  const { accessToken } = await gkeTarget(gkeConfig(), { PATH, ...home() });
  const signal = AbortSignal.timeout(30_000);
  await expect(accessToken(signal)).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE', diagnosis: 'HOME' });
});
