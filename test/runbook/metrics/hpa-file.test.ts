import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadConfig } from '../../../lib/config/index.ts';
import { hpaFile, problemsOf } from '../../../runbook/metrics/hpa-file.ts';

const config = { NAMESPACE: 'vllm', MAX_REPLICAS: 2 };
const good = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'vllm-hpa', labels: { 'app.kubernetes.io/managed-by': 'vllm-tpu-runbook' } },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'vllm-tpu' },
    minReplicas: 1,
    maxReplicas: 2,
    metrics: [{ type: 'Pods' }],
  },
};

describe('the manifest of HPA_FILE', () => {
  it('has no problem with the name, label, target and maximum of the runbook', () => {
    expect(problemsOf(stringify(good), config)).toEqual([]);
    expect(problemsOf(stringify({ ...good, metadata: { ...good.metadata, namespace: 'vllm' } }), config)).toEqual([]);
  });

  it.each([
    ['another name', { ...good, metadata: { ...good.metadata, name: 'mine' } }, /^metadata\.name: .*found mine$/],
    ['no label', { ...good, metadata: { name: 'vllm-hpa' } }, /^metadata\.labels/],
    ['another namespace', { ...good, metadata: { ...good.metadata, namespace: 'b' } }, /^metadata\.namespace/],
    ['another maximum', { ...good, spec: { ...good.spec, maxReplicas: 3 } }, /MAX_REPLICAS.*found 3$/],
    ['no metric', { ...good, spec: { ...good.spec, metrics: [] } }, /^spec\.metrics/],
    ['another kind', { ...good, kind: 'Deployment' }, /found Deployment of autoscaling\/v2$/],
  ])('with %s has exactly this problem', (_, manifest, problem) => {
    expect(problemsOf(stringify(manifest), config)).toEqual([expect.stringMatching(problem)]);
  });

  it('with two documents or broken YAML has a problem', () => {
    expect(problemsOf(`${stringify(good)}---\n${stringify(good)}`, config)).toEqual(['expected 1 document, found 2']);
    expect(problemsOf('a: [', config)).toHaveLength(1);
    expect(problemsOf('', config)).toHaveLength(1);
  });

  describe('on the disk', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'hpa-file-'));
    });
    afterAll(() => rm(folder, { recursive: true }));
    const configOf = (HPA_FILE?: string) =>
      loadConfig({ environment: { TARGET: 'sandbox', ...(HPA_FILE && { HPA_FILE }) } });

    it('is the file’s address', async () => {
      const file = join(folder, 'hpa.yaml');
      await writeFile(file, stringify(good));
      expect(hpaFile(configOf(file))?.pathname).toBe(file);
      expect(hpaFile(configOf())).toBeUndefined();
    });

    it('that does not exist is one error with the variable and the path', () => {
      const file = join(folder, 'missing.yaml');
      expect(() => hpaFile(configOf(file))).toThrow(
        expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(`HPA_FILE=${file}`) }),
      );
    });
  });
});
