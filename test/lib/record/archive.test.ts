import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { createReport } from '../../../lib/log/report.ts';
import { readArchive, redacted, writeArchive } from '../../../lib/record/archive.ts';
import { identityOf } from '../../../lib/record/identity.ts';
import type { Seen } from '../../../lib/record/recorder.ts';
import type { Entry } from '../../../lib/record/recording.ts';
import type { Target } from '../../../lib/target/target.ts';

const PROJECT_ID = 'acme-ml-prod-7';
const HF_TOKEN = 'hf_RecordedTokenThatNobodyMaySee00';
const ANSWER: Entry = {
  kind: 'command',
  line: `kubectl get secret --context=gke_${PROJECT_ID}_us-east5_vllm-tpu`,
  at: 1,
  took: 2,
  exitCode: 0,
  stdout: `hf_api_token: ${Buffer.from(HF_TOKEN).toString('base64')}\nana@acme.example\n`,
  stderr: '',
};

function seen(variables: Readonly<Record<string, string>> = {}): Seen {
  const config = loadConfig({ environment: { PROJECT_ID, HF_TOKEN, ...variables }, target: 'sandbox' });
  const target = { kind: 'sandbox' } as Target;
  return {
    entries: [ANSWER],
    identity: identityOf(config),
    config,
    report: createReport('sandbox', 0),
    target,
    startedAt: 0,
  };
}

describe('an archive', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runbook-archive-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is read as it was written, with placeholders', async () => {
    const recording = redacted(seen(), ['--to', '03']);
    await writeArchive(folder, recording, seen());
    expect(await readArchive(folder)).toEqual(recording);
    expect(recording.entries).toMatchObject([
      {
        line: 'kubectl get secret --context=gke_<PROJECT_ID>_us-east5_vllm-tpu',
        stdout: expect.stringContaining('<ACCOUNT-1>'),
      },
    ]);
  });

  it('has the variables that identify nobody, and the names of the secrets', () => {
    const { variables, secrets } = redacted(seen({ EXPOSE_CIDR: '203.0.113.7/32' }), []).header;
    expect(variables).toMatchObject({ CLUSTER_NAME: 'vllm-tpu', MODEL: 'meta-llama/Llama-3.1-70B' });
    for (const name of ['PROJECT_ID', 'HF_TOKEN', 'EXPOSE_CIDR']) expect(variables).not.toHaveProperty(name);
    expect(secrets).toEqual(['HF_TOKEN']);
  });

  it('is not written while a value is left in it', async () => {
    const recording = { ...redacted(seen(), []), entries: [ANSWER] };
    const inside = join(folder, 'refused');
    await expect(writeArchive(inside, recording, seen())).rejects.toMatchObject({ code: 'NOT_REDACTED' });
    expect(await readdir(inside).catch(() => [])).toEqual([]);
  });

  it('that does not exist is bad usage', async () => {
    await expect(readArchive(join(folder, 'none'))).rejects.toMatchObject({ code: 'USAGE' });
  });
});
