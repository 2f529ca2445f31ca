import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadConfig, readTarget, secret } from '../../../lib/config/index.ts';
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
  test('on the sandbox nothing need be set', () => {
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

  test('on Google Cloud all variables that are missing are named at once, each with what is expected and an example', () => {
    const lines = evidence({});
    expect(lines.map((line) => line.split(' ')[0])).toEqual(Object.keys(gke));
    for (const line of lines) expect(line).toMatch(/^\w+ is not set: expected .+; for example \S+/);
  });

  test("the project's number may be looked up later", () => {
    expect(loadConfig({ environment: {}, target: 'sandbox' }).PROJECT_NUMBER).toBeUndefined();
    expect(loadConfig({ environment: gke, target: 'gke' }).PROJECT_NUMBER).toBeUndefined();
  });

  test('a wrong value is shown with what was expected, except a secret', () => {
    const lines = evidence({ ...gke, PROJECT_ID: 'X', HF_TOKEN: 'wrongsecret', PARALLEL_PROCESSES: 'many' });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('PROJECT_ID="X": expected 6–30');
    expect(lines[1]).toMatch(/^HF_TOKEN=\[secret\]: expected/);
    expect(lines.join()).not.toContain('wrongsecret');
    expect(lines[2]).toContain('PARALLEL_PROCESSES="many": expected a whole number');
  });

  test('control characters in a value cannot reach the terminal', () => {
    expect(evidence({ ...gke, NAMESPACE: '\u001b[2J' })[0]).toContain('NAMESPACE="\\u001b[2J"');
  });

  test.each([
    ['HPA_METRIC', 'que', 'queue'],
    ['HPA_METRIC', 'Cache', 'cache'],
    ['CLUSTER_MODE', 'autopilt', 'autopilot'],
    ['NAMESPACE', 'My_Team', 'my-team'],
    ['GSBUCKET', 'gs://my-bucket/', 'my-bucket'],
  ])('%s=%s asks whether %s was meant', (name, value, meant) => {
    expect(evidence({ ...gke, [name]: value })).toEqual([expect.stringContaining(`Did you mean ${meant}?`)]);
  });

  test('a wrong name of a learner is told once', () => {
    expect(evidence({ ...gke, LEARNER: 'One' })).toEqual([expect.stringContaining('LEARNER="One"')]);
  });

  test('a value far from every choice gets no guess', () => {
    expect(evidence({ ...gke, XLA_CACHE: 'everything' })[0]).not.toContain('Did you mean');
  });

  test('the environment wins over the file, the file over given defaults, and these over the table', () => {
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

  test('an empty variable counts as unset and a file that is not there as empty', () => {
    const config = loadConfig({ environment: { NAMESPACE: '' }, envFile: '/nowhere/.env', target: 'sandbox' });
    expect(config.NAMESPACE).toBe('vllm');
  });

  test('the target is the variable TARGET unless it is given', () => {
    expect(readTarget({ environment: {} })).toBe('sandbox');
    expect(readTarget({ environment: {}, envFile: envFile('TARGET=gke') })).toBe('gke');
    expect(loadConfig({ environment: { ...gke, TARGET: 'gke' } }).TARGET).toBe('gke');
    expect(loadConfig({ environment: { TARGET: 'gke' }, target: 'sandbox' }).TARGET).toBe('sandbox');
    expect(() => readTarget({ environment: { TARGET: 'gkee' } })).toThrow(RunbookError);
  });

  test('the TPU zone must lie in the region of the control plane', () => {
    expect(evidence({ ...gke, ZONE: 'us-west1-c' })).toEqual([
      expect.stringMatching(/ZONE=us-west1-c and CONTROL_PLANE_LOCATION=us-east5/),
    ]);
    expect(evidence({ ...gke, CONTROL_PLANE_LOCATION: 'us-east5-a' })).toEqual([]);
  });

  test('an Autopilot cluster needs a region', () => {
    const lines = evidence({ ...gke, CONTROL_PLANE_LOCATION: 'us-east5-b', CLUSTER_MODE: 'autopilot' });
    expect(lines).toEqual([expect.stringContaining('CLUSTER_MODE=autopilot')]);
  });

  test('the default target of the autoscaler follows its metric, and a share of the cache is at most 1', () => {
    expect(loadConfig({ environment: { HPA_METRIC: 'cache' }, target: 'sandbox' }).HPA_TARGET).toBe(0.1);
    expect(evidence({ HPA_METRIC: 'cache', HPA_TARGET: '10' }, 'sandbox')).toHaveLength(1);
  });

  test('wants an image that has the streamer, as far as its tag tells', () => {
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
  test('prints as [secret] however it is printed, and reveals itself only when asked', () => {
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
