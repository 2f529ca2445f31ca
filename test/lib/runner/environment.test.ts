import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shellExports } from '../../../lib/runner/environment.ts';
import { GKE } from '../target/configured.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shell-'));
  vi.stubEnv('RUNBOOK_HOME', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const PATH = process.env.PATH!;

/** A shell that evaluates the lines and runs the script. */
async function bash(lines: string, script: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  // Without SHLVL bash takes a piped standard input for a remote login.
  const options = { env: { SHLVL: '1', PATH, LINES_OF_ENV: lines, ...environment } };
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', `eval "$LINES_OF_ENV"; ${script}`], options);
  return `${stdout}${stderr}`;
}

const variablesOf = (printed: string): Record<string, string> =>
  Object.fromEntries(printed.split('\n').map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? ['', '']));

describe('npm run env on Google Cloud', () => {
  it('points gcloud and kubectl at the project, and keeps gcloud interactive', async () => {
    const { code, lines } = await shellExports({ ...GKE, PATH });
    const found = variablesOf(await bash(lines, 'env'));
    expect(code).toBe(0);
    expect(found).toMatchObject({ CLOUDSDK_CORE_PROJECT: 'my-project-123', RUNBOOK_SHELL: 'gke', NAMESPACE: 'vllm' });
    expect(found.KUBECONFIG).toMatch(/vllm-tpu\/vllm\/kubeconfig$/);
    expect(Object.keys(found).filter((name) => /DISABLE_PROMPTS|HF_TOKEN/.test(name))).toEqual([]);
  });

  it('exports the tutorial’s variables, but none of the runbook’s, which would override .env', async () => {
    const { lines } = await shellExports({ ...GKE, PATH });
    expect(lines).not.toMatch(/export (TARGET|EXPOSE|MODEL|MAX_REPLICAS)=/);
  });

  it('unsets variables that redirect commands, but not certificates', async () => {
    const given = {
      CLOUDSDK_CORE_DEFAULT_FORMAT: 'yaml',
      CLOUDSDK_CONTAINER_USE_APPLICATION_DEFAULT_CREDENTIALS: 'true',
      CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE: '',
      CLOUDSDK_CORE_ACCOUNT: 'me@example.com',
    };
    const { lines } = await shellExports({ ...GKE, ...given, PATH });
    const found = variablesOf(await bash(lines, 'env', given));
    expect(found).toMatchObject({ CLOUDSDK_CORE_ACCOUNT: 'me@example.com' });
    expect(found).not.toHaveProperty('CLOUDSDK_CORE_DEFAULT_FORMAT');
    expect(found).not.toHaveProperty('CLOUDSDK_CONTAINER_USE_APPLICATION_DEFAULT_CREDENTIALS');
  });

  it('does not change the PATH', async () => {
    const { lines } = await shellExports({ ...GKE, PATH });
    expect(lines).not.toContain('PATH=');
  });

  it('is the same for a learner whose shell is already set up', async () => {
    const first = await shellExports({ ...GKE, LEARNER: 'one', PATH });
    const again = await shellExports({ ...GKE, LEARNER: 'one', NAMESPACE: 'vllm-one', PATH });
    expect(again.lines).toBe(first.lines);
  });
});

describe('npm run env that fails', () => {
  const failing = { ...GKE, ZONE: 'mars', PATH };

  it('makes eval fail without ending the shell', async () => {
    const { code, lines, error } = await shellExports(failing);
    expect(code).toBe(2);
    expect(error).toContain('ZONE');
    expect(await bash(lines, 'echo "status $?"; echo alive')).toBe('status 1\nalive\n');
  });

  it.each(['gcloud', 'kubectl'])('disables %s, so that it does not use the person’s account', async (tool) => {
    await writeFile(join(folder, tool), '#!/bin/sh\necho reached\n', { mode: 0o755 });
    const { lines } = await shellExports(failing);
    const said = await bash(lines, `${tool} delete everything || echo refused`, { PATH: `${folder}:${PATH}` });
    expect(said).toMatch(/^refused\n/);
    expect(said).not.toContain('reached');
  });

  it('is undone by the next successful one', async () => {
    await writeFile(join(folder, 'gcloud'), '#!/bin/sh\necho reached\n', { mode: 0o755 });
    const { lines: failed } = await shellExports(failing);
    const { lines } = await shellExports({ ...GKE, PATH, RUNBOOK_SHELL: 'failed' });
    const said = await bash(`${failed}\n${lines}`, 'gcloud', { PATH: `${folder}:${PATH}` });
    expect(said).toBe('reached\n');
  });
});
