import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';

let folder: string;
let file: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adc-'));
  file = join(folder, 'credentials.json');
  sandbox = await startSandbox({ token: 'the-token', start: Date.now(), speed: 1, credentials: file });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

it("the real gke-gcloud-auth-plugin gets the sandbox's token with the key file, without gcloud", async () => {
  const { stdout } = await promisify(execFile)('gke-gcloud-auth-plugin', ['--use_application_default_credentials'], {
    env: { PATH: process.env.PATH, HOME: folder, GOOGLE_APPLICATION_CREDENTIALS: file },
  });
  expect(JSON.parse(stdout).status.token).toBe('the-token');
});

it('only its owner may read the key file', async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it.each(['', 'a.b.c', 'no jwt at all'])('refuses %j for an assertion', async (assertion) => {
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const answer = await fetch(`${sandbox.url}/token`, { method: 'POST', body });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
});

it('refuses an assertion signed by another key', async () => {
  const other = join(folder, 'other.json');
  const stranger = await startSandbox({ token: 'x', start: Date.now(), speed: 1, credentials: other });
  await stranger.close();
  const key = { ...JSON.parse(await readFile(other, 'utf8')), token_uri: `${sandbox.url}/token` };
  await writeFile(other, JSON.stringify(key));
  const asking = promisify(execFile)('gke-gcloud-auth-plugin', ['--use_application_default_credentials'], {
    env: { PATH: process.env.PATH, HOME: folder, GOOGLE_APPLICATION_CREDENTIALS: other },
  });
  await expect(asking).rejects.toMatchObject({ code: 1 });
});
