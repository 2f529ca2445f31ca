import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig, readEnvFile } from '../../../lib/config/index.ts';
import { difference } from '../../../runbook/configure/difference.ts';
import { envText } from '../../../runbook/configure/env-text.ts';
import type { Known } from '../../../runbook/configure/question.ts';
import { NAMES } from '../../../runbook/configure/table.ts';

const answers: Known = {
  TARGET: 'gke',
  PROJECT_ID: 'my-project-123',
  ZONE: 'us-east5-b',
  EXPOSE: 'internal',
  HF_TOKEN: 'hf_sentinelsentinel',
};

function textOf(parts: { answers?: Known; kept?: Known; tokenNote?: string } = {}): string {
  const values = { ...parts.kept, ...answers, ...parts.answers };
  const config = loadConfig({ environment: values, target: 'gke' });
  return envText({ answers, kept: {}, ...parts, config });
}

function read(text: string): Known {
  const folder = mkdtempSync(join(tmpdir(), 'env-text-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, '.env'), text);
  return readEnvFile(join(folder, '.env'), NAMES);
}

describe('the text of .env', () => {
  it('is read back as the answers and what was kept', () => {
    const kept = { MAX_REPLICAS: '3', CONFIRM: 'always' };
    expect(read(textOf({ kept }))).toEqual({ ...answers, ...kept });
  });

  it('has the names that follow from the answers as comments, except those that were kept', () => {
    const text = textOf({ kept: { CLUSTER_NAME: 'mine' } });
    expect(text).toContain('\n# GSBUCKET=my-project-123-vllm-models\n');
    expect(text).toContain('\n# CONTROL_PLANE_LOCATION=us-east5\n');
    expect(text).not.toContain('# CLUSTER_NAME=');
  });

  it('says where a token is that it does not have', () => {
    const { HF_TOKEN: _, ...without } = answers;
    const text = textOf({ answers: without, tokenNote: 'In the shell.', kept: {} });
    expect(text).toContain('\n# In the shell.\n# HF_TOKEN=\n');
    expect(text).not.toContain('hf_sentinel');
  });

  it('is the same for the same answers', () => {
    expect(textOf()).toBe(textOf());
  });
});

describe('the difference of two files', () => {
  it('names added, removed, changed and unchanged variables in their order, and never shows a secret', () => {
    const changes = difference(
      { PROJECT_ID: 'a-project', ZONE: 'us-east5-a', HF_TOKEN: 'hf_old', MAX_REPLICAS: '3' },
      { TARGET: 'gke', PROJECT_ID: 'a-project', ZONE: 'us-east5-b', HF_TOKEN: 'hf_new' },
    );
    expect(changes.map(({ name, kind }) => [name, kind])).toEqual([
      ['TARGET', 'added'],
      ['PROJECT_ID', 'same'],
      ['ZONE', 'changed'],
      ['HF_TOKEN', 'changed'],
      ['MAX_REPLICAS', 'removed'],
    ]);
    expect(JSON.stringify(changes)).not.toContain('hf_');
  });
});
