import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standIns } from '../../../sandbox/control/stand-ins.ts';
import { type StateFolder, stateFolder } from '../../../sandbox/core/folder.ts';

describe('stand-ins', () => {
  let installed: string;
  let folder: StateFolder;

  beforeAll(async () => {
    installed = await mkdtemp(join(tmpdir(), 'stand-ins-'));
    folder = stateFolder({ SANDBOX_HOME: join(installed, 'sandbox') });
    for (const tool of ['kubectl', 'gke-gcloud-auth-plugin']) {
      await writeFile(join(installed, tool), '#!/bin/sh\n');
      await chmod(join(installed, tool), 0o755);
    }
  });
  afterAll(() => rm(installed, { recursive: true }));

  it('are created for missing tools and come last in PATH', async () => {
    expect(await standIns(folder, installed)).toEqual({ tools: ['gcloud'], path: `${installed}:${folder.bin}` });
  });

  it('do not count as installed tools', async () => {
    expect((await standIns(folder, `${installed}:${folder.bin}`)).tools).toEqual(['gcloud']);
  });

  it('exit with 2 for an unsupported command', async () => {
    await standIns(folder, installed);
    const call = promisify(execFile)(join(folder.bin, 'gcloud'), ['compute', 'instances', 'list']);
    await expect(call).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('cloud.google.com/sdk') });
  });
});
