import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gkeTarget } from '../../../lib/target/gke.ts';

const repository = process.cwd();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gke-target-'));
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(repository);
  await rm(folder, { recursive: true });
});

it('gives children a kubeconfig and a project of its own, whatever is current', async () => {
  const { environment } = await gkeTarget('my-project-123', {
    PATH: '/bin',
    HOME: '/home/somebody',
    KUBECONFIG: '/home/somebody/.kube/config',
    CLOUDSDK_CORE_PROJECT: 'elsewhere',
  });
  expect(environment).toMatchObject({ CLOUDSDK_CORE_PROJECT: 'my-project-123', HOME: '/home/somebody' });
  expect(environment.KUBECONFIG).toMatch(/\.runbook\/my-project-123\/kubeconfig$/);
  expect(environment.KUBECACHEDIR).toMatch(/\.runbook\/my-project-123\/kube-cache$/);
});

it('keeps the account that the user has chosen for gcloud', async () => {
  const chosen = { CLOUDSDK_ACTIVE_CONFIG_NAME: 'work', GOOGLE_APPLICATION_CREDENTIALS: '/home/somebody/key.json' };
  expect((await gkeTarget('my-project-123', chosen)).environment).toMatchObject(chosen);
});

it('gives children no secret', async () => {
  const secrets = { HF_TOKEN: 'hf_hidden', VLLM_API_KEY: 'hidden', AWS_SECRET_ACCESS_KEY: 'hidden' };
  const { environment } = await gkeTarget('my-project-123', secrets);
  expect(JSON.stringify(environment)).not.toContain('hidden');
});
