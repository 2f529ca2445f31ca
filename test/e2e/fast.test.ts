import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../lib/log/report.ts';
import { fastSteps } from '../../runbook/steps.ts';
import { type Ended, type Laptop, laptop, processesWith } from './laptop.ts';

const LEVERS = {
  DELETE_FIRST: 'tpu-nodes',
  IMAGE_DISK: 'projects/vllm-tpu-sandbox/global/images/vllm-tpu',
  KEEP_BUCKET: 'on',
  NODES_AHEAD: 'on',
};

describe('the whole walkthrough with --fast and all levers', () => {
  let place: Laptop;
  let ended: Ended;
  let report: ReportData;

  beforeAll(async () => {
    place = await laptop(LEVERS);
    ended = await place.run('runbook/index.ts', ['--fast', '--report', join(place.folder, 'run.json')]);
    report = JSON.parse(await readFile(join(place.folder, 'run.json'), 'utf8')) as ReportData;
  });

  afterAll(() => place.clear());

  const times = (id: string): readonly [from: number, to: number] => {
    const { startedAt, endedAt } = report.steps.find((step) => step.id === id)!;
    return [Date.parse(startedAt), Date.parse(endedAt)];
  };

  it('ends with exit code 0 and every step done', () => {
    expect(ended, ended.output).toMatchObject({ code: 0 });
    const done = fastSteps.map(({ id }) => `${id} done`);
    expect(report.steps.map(({ id, status }) => `${id} ${status}`).sort()).toEqual(done.sort());
  });

  it('starts a step only after the steps that it needs', () => {
    for (const { id, needs } of fastSteps)
      for (const needed of needs)
        expect(times(id)[0], `${id} after ${needed}`).toBeGreaterThanOrEqual(times(needed)[1]);
  });

  it.each([
    ['the bucket', '04-bucket', 'the cluster', '01-cluster'],
    ['the weights', '05-stage-weights', 'the TPU nodes', '01-tpu-nodes'],
    ['the adapter', '08-metrics-adapter', 'the weights', '05-stage-weights'],
  ])('creates %s (%s) at the same time as %s (%s)', (_, one, __, other) => {
    const [[from, to], [otherFrom, otherTo]] = [times(one), times(other)];
    expect(Math.max(from, otherFrom)).toBeLessThan(Math.min(to, otherTo));
  });

  it('stages the weights so that vLLM finds them and downloads none', () => {
    expect(ended.output).toContain('✓ weights of meta-llama/Llama-3.1-70B are in bucket');
    expect(ended.output).toContain('Found weights from local: /data/models--meta-llama--Llama-3.1-70B/snapshots/');
    expect(ended.output).not.toContain('Downloading weights from HF');
  });

  it('gets a completion and two ready replicas', () => {
    expect(report.facts.completion).toMatchObject({ usage: { completion_tokens: 7 } });
    expect(ended.output).toContain('✓ deployment/vllm-tpu has 2 ready replicas');
  });

  it('names the step in each line, until the summary', () => {
    const [run = '', summary] = ended.output.split('\n\nDone: ');
    expect(summary).toMatch(/^19 steps done\n/);
    const steps = run.trim().split('\n').slice(1);
    expect(steps.filter((line) => !/^\d\d-[a-z-]+ *│ /.test(line))).toEqual([]);
  });

  it('requests the second node while the first replica starts, and deletes the TPU nodes before the cluster', () => {
    expect(times('06-nodes-ahead')[1]).toBeLessThan(times('06-model-server')[1]);
    const commands = ended.output.match(/(?<=\$ gcloud container )(?:clusters|node-pools) (?:create|resize|delete)/g);
    expect(commands).toEqual([
      'clusters create',
      'node-pools create',
      'clusters resize',
      'node-pools delete',
      'clusters delete',
    ]);
  });

  it('leaves no cluster and no process behind, and keeps the bucket', async () => {
    expect(report.facts.left).toEqual([]);
    expect(ended.output).toContain(
      'everything is deleted, except bucket gs://vllm-tpu-sandbox-models (KEEP_BUCKET=on)',
    );
    expect(await processesWith(place.folder)).toEqual([]);
  });
});

describe('--fast with a token that Hugging Face does not accept', () => {
  let place: Laptop;
  beforeAll(async () => {
    place = await laptop();
  });
  afterAll(() => place.clear());

  it('stops the running steps, names the cause and says how to continue', async () => {
    await place.run('sandbox/cli.ts', ['fault', 'add', 'hf-token-invalid']);
    const { code, output } = await place.run('runbook/index.ts', ['--fast', '--from', '01', '--to', '08']);
    expect({ code }, output).toEqual({ code: 1 });
    expect(output).toContain('Hugging Face does not accept the token');
    expect(output).toContain('To continue: npm start -- --fast --from 05-stage-weights');
    // The remedy names it; it never began.
    expect(output).not.toMatch(/^06-model-server +│/m);
    expect(output).not.toContain('MaxListenersExceededWarning');
  });
});
