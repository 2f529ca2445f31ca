import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, desk, freePort, REPO, said } from './desk.ts';

interface KernelSpecs {
  readonly kernelspecs: Readonly<Record<string, { readonly spec: { readonly display_name: string } }>>;
}

describe('npm run notebooks', () => {
  let place: Desk;
  beforeAll(async () => {
    place = await desk();
  });
  afterAll(() => place.clear());

  it('opens Jupyter with the kernel, without registering the kernel', async () => {
    const { JUPYTER_PATH: _, ...environment } = place.environment;
    const port = await freePort();
    const args = ['--no-browser', '--allow-root', `--port=${port}`, '--NotebookApp.token='];
    const server = spawn(process.execPath, ['--import', 'tsx', 'notebooks/launch.ts', ...args], {
      cwd: REPO,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    try {
      await said(server, 'is running at');
      const answer = await fetch(`http://127.0.0.1:${port}/api/kernelspecs`);
      const { kernelspecs } = (await answer.json()) as KernelSpecs;
      expect(kernelspecs['vllm-tpu-runbook']?.spec.display_name).toBe('TypeScript (vllm-tpu-runbook)');
      expect(await readdir(environment.JUPYTER_DATA_DIR!)).not.toContain('kernels');
    } finally {
      process.kill(-server.pid!, 'SIGTERM');
      await once(server, 'exit');
    }
  });
});
