import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isStored, loadConfig, readTarget, secret, secretsOf } from '../../../lib/config/index.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';

const gke = {
  PROJECT_ID: 'my-project-123',
  CLUSTER_NAME: 'vllm-tpu',
  CLUSTER_VERSION: '1.33.5-gke.1080000',
  CONTROL_PLANE_LOCATION: 'us-east5',
  ZONE: 'us-east5-b',
  NAMESPACE: 'vllm',
  HF_TOKEN: 'hf_sentinelsentinel',
  GSBUCKET: 'my-bucket',
  KSA_NAME: 'vllm-sa',
  EXPOSE_CIDR: '203.0.113.7/32',
};

function evidence(
  environment: Record<string, string | undefined>,
  target: 'sandbox' | 'gke' = 'gke',
): readonly string[] {
  try {
    loadConfig({ environment, target });
  } catch (error) {
    expect(error).toMatchObject({ name: 'RunbookError', code: 'CONFIG_INVALID' });
    return (error as RunbookError).evidence;
  }
  return [];
}

function envFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'config-')), '.env');
  writeFileSync(path, text);
  return path;
}

describe('loadConfig', () => {
  test('needs no variable on the sandbox', () => {
    const config = loadConfig({ environment: {}, target: 'sandbox' });
    expect(config).toMatchObject({
      TARGET: 'sandbox',
      CLUSTER_MODE: 'standard',
      PARALLEL_PROCESSES: 512,
      HPA_TARGET: 10,
      MAX_REPLICAS: 2,
    });
    expect(config.PROJECT_NUMBER).toBeUndefined();
  });

  test('names all missing variables on Google Cloud, each with its rule and an example', () => {
    const lines = evidence({});
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['PROJECT_ID', 'ZONE', 'HF_TOKEN', 'EXPOSE_CIDR']);
    for (const line of lines) expect(line).toMatch(/^\w+ is not set: expected .+; for example \S+/);
  });

  test('derives the other names on Google Cloud from the project and the zone', () => {
    const { PROJECT_ID, ZONE, HF_TOKEN, EXPOSE_CIDR } = gke;
    const config = loadConfig({ environment: { PROJECT_ID, ZONE, HF_TOKEN, EXPOSE_CIDR }, target: 'gke' });
    expect(config).toMatchObject({
      CLUSTER_NAME: 'vllm-tpu',
      CLUSTER_VERSION: '-',
      CONTROL_PLANE_LOCATION: 'us-east5',
      NAMESPACE: 'vllm',
      GSBUCKET: 'my-project-123-vllm-models',
      KSA_NAME: 'vllm-ksa',
    });
  });

  test('reports an invalid project or zone once, not as a part of derived names', () => {
    const { HF_TOKEN, EXPOSE_CIDR } = gke;
    const lines = evidence({ PROJECT_ID: 'X', ZONE: 'US-East5-B', HF_TOKEN, EXPOSE_CIDR });
    expect(lines.map((line) => line.split('=')[0])).toEqual(['PROJECT_ID', 'ZONE']);
  });

  test("does not require the project's number", () => {
    expect(loadConfig({ environment: {}, target: 'sandbox' }).PROJECT_NUMBER).toBeUndefined();
    expect(loadConfig({ environment: gke, target: 'gke' }).PROJECT_NUMBER).toBeUndefined();
  });

  test('shows an invalid value with its rule, unless it is a secret', () => {
    const lines = evidence({ ...gke, PROJECT_ID: 'X', HF_TOKEN: 'wrongsecret', PARALLEL_PROCESSES: 'many' });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('PROJECT_ID="X": expected 6–30');
    expect(lines[1]).toMatch(/^HF_TOKEN=\[secret\]: expected/);
    expect(lines.join()).not.toContain('wrongsecret');
    expect(lines[2]).toContain('PARALLEL_PROCESSES="many": expected a whole number');
  });

  test('escapes control characters in a value', () => {
    expect(evidence({ ...gke, NAMESPACE: '\u001b[2J' })[0]).toContain('NAMESPACE="\\u001b[2J"');
  });

  test.each([
    ['HPA_METRIC', 'que', 'queue'],
    ['HPA_METRIC', 'Cache', 'cache'],
    ['CLUSTER_MODE', 'autopilt', 'autopilot'],
    ['NAMESPACE', 'My_Team', 'my-team'],
    ['GSBUCKET', 'gs://my-bucket/', 'my-bucket'],
  ])('suggests for %s=%s the value %s', (name, value, meant) => {
    expect(evidence({ ...gke, [name]: value })).toEqual([expect.stringContaining(`Did you mean ${meant}?`)]);
  });

  test('reports an invalid LEARNER once', () => {
    expect(evidence({ ...gke, LEARNER: 'One' })).toEqual([expect.stringContaining('LEARNER="One"')]);
  });

  test('suggests nothing for a value far from every choice', () => {
    expect(evidence({ ...gke, XLA_CACHE: 'everything' })[0]).not.toContain('Did you mean');
  });

  test('prefers the environment, then the file, then given defaults, then the table', () => {
    const path = envFile('# comment\nNAMESPACE=from-file\nKSA_NAME="from-file"\n');
    const config = loadConfig({
      environment: { NAMESPACE: 'from-env' },
      envFile: path,
      defaults: { NAMESPACE: 'given', KSA_NAME: 'given', GSBUCKET: 'given' },
      target: 'sandbox',
    });
    expect(config).toMatchObject({
      NAMESPACE: 'from-env',
      KSA_NAME: 'from-file',
      GSBUCKET: 'given',
      CLUSTER_NAME: 'vllm-tpu',
    });
  });

  test('treats an empty variable as unset, and a missing file as empty', () => {
    const config = loadConfig({ environment: { NAMESPACE: '' }, envFile: '/nowhere/.env', target: 'sandbox' });
    expect(config.NAMESPACE).toBe('vllm');
  });

  test('reads the target from TARGET by default', () => {
    expect(readTarget({ environment: {} })).toBe('sandbox');
    expect(readTarget({ environment: {}, envFile: envFile('TARGET=gke') })).toBe('gke');
    expect(loadConfig({ environment: { ...gke, TARGET: 'gke' } }).TARGET).toBe('gke');
    expect(loadConfig({ environment: { TARGET: 'gke' }, target: 'sandbox' }).TARGET).toBe('sandbox');
    expect(() => readTarget({ environment: { TARGET: 'gkee' } })).toThrow(RunbookError);
  });

  test('requires the TPU zone in the region of the control plane', () => {
    expect(evidence({ ...gke, ZONE: 'us-west1-c' })).toEqual([
      expect.stringMatching(/ZONE=us-west1-c and CONTROL_PLANE_LOCATION=us-east5/),
    ]);
    expect(evidence({ ...gke, CONTROL_PLANE_LOCATION: 'us-east5-a' })).toEqual([]);
  });

  test('requires a region for an Autopilot cluster', () => {
    const lines = evidence({ ...gke, CONTROL_PLANE_LOCATION: 'us-east5-b', CLUSTER_MODE: 'autopilot' });
    expect(lines).toEqual([expect.stringContaining('CLUSTER_MODE=autopilot')]);
  });

  test("defaults the autoscaler's target by its metric, and limits a share of the cache to 1", () => {
    expect(loadConfig({ environment: { HPA_METRIC: 'cache' }, target: 'sandbox' }).HPA_TARGET).toBe(0.1);
    expect(evidence({ HPA_METRIC: 'cache', HPA_TARGET: '10' }, 'sandbox')).toHaveLength(1);
  });

  test('requires an image with the streamer, by the version in its tag', () => {
    const streaming = (VLLM_IMAGE: string) => evidence({ LOAD_FORMAT: 'runai_streamer', VLLM_IMAGE }, 'sandbox');
    expect(streaming('vllm/vllm-tpu:v0.12.0')).toHaveLength(1);
    for (const tag of ['v0.18.0', 'v1.0.0', 'nightly-20260401-a536749-8c0b626'])
      expect(
        loadConfig({
          environment: { LOAD_FORMAT: 'runai_streamer', VLLM_IMAGE: `vllm/vllm-tpu:${tag}` },
          target: 'sandbox',
        }).LOAD_FORMAT,
      ).toBe('runai_streamer');
  });
});

describe('secret', () => {
  test('prints as [secret], and reveals its value only on request', () => {
    const token = loadConfig({ environment: gke, target: 'gke' }).HF_TOKEN;
    const prints = [
      `${token}`,
      String(token),
      JSON.stringify({ token }),
      inspect({ token }),
      inspect(token, { showHidden: true }),
    ];
    for (const print of prints) expect(print).toContain('[secret]');
    expect(prints.join()).not.toContain('hf_');
    expect(token.reveal()).toBe('hf_sentinelsentinel');
    expect(Object.keys(secret('x'))).not.toContain('value');
  });
});

describe('HF_TOKEN_SECRET', () => {
  const HF_TOKEN_SECRET = 'projects/my-project-123/secrets/hf-token/versions/latest';
  const { HF_TOKEN, ...others } = gke;

  test('takes the place of HF_TOKEN, whose value is unknown until it is read', () => {
    const config = loadConfig({ environment: { ...others, HF_TOKEN_SECRET }, target: 'gke' });
    expect(secretsOf(config)).toEqual([]);
    expect(() => config.HF_TOKEN.reveal()).toThrow(HF_TOKEN_SECRET);
    if (isStored(config.HF_TOKEN)) config.HF_TOKEN.keep('hf_fromTheSecret');
    expect(secretsOf(config)).toEqual(['hf_fromTheSecret']);
    expect(inspect(config)).not.toContain('hf_fromTheSecret');
  });

  test('yields to HF_TOKEN, and on the sandbox goes before its placeholder', () => {
    expect(loadConfig({ environment: { ...gke, HF_TOKEN_SECRET }, target: 'gke' }).HF_TOKEN.reveal()).toBe(HF_TOKEN);
    expect(isStored(loadConfig({ environment: { HF_TOKEN_SECRET }, target: 'sandbox' }).HF_TOKEN)).toBe(true);
  });

  test('is the name of a version: for a secret, its latest one is suggested', () => {
    const [line] = evidence({ ...gke, HF_TOKEN_SECRET: 'projects/my-project-123/secrets/hf-token' });
    expect(line).toContain(`Did you mean ${HF_TOKEN_SECRET}?`);
  });
});

describe('a command that needs few variables', () => {
  const environment = { PROJECT_ID: 'my-project-123' };

  test('runs without the others', () => {
    const config = loadConfig({ environment, target: 'gke', needs: ['PROJECT_ID'] });
    expect(config).toMatchObject(environment);
    expect(config.HF_TOKEN).toBeUndefined();
  });

  test('is refused without its own', () => {
    const load = (): unknown => loadConfig({ environment, target: 'gke', needs: ['ZONE'] });
    expect(load).toThrow(RunbookError);
  });
});
