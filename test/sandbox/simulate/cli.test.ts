import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../../sandbox/simulate/cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', CLI, ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

/** A machine of one chip. */
const SMALL = 'ct6e-standard-1t';

const HPA = `
kind: HorizontalPodAutoscaler
spec:
  maxReplicas: 2
  metrics:
    - type: Pods
      pods:
        metric: { name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge }
        target: { type: AverageValue, averageValue: "10" }
`;

const LINE = JSON.stringify({ timestamp: 0, input_length: 8, output_length: 50 });

it('answers with a line of JSON for each target', async () => {
  const files = ['--trace', write('trace.jsonl', LINE), '--hpa', write('hpa.yaml', HPA)];
  const { code, stdout } = await run(...files, '--targets', '1,10:20:5');
  expect(code).toBe(0);
  const results = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(results.map(({ target }) => target)).toEqual([1, 10, 15, 20]);
  for (const one of results)
    expect(one).toMatchObject({ summary: { offered: 1, answered: 1, lost: 0 }, moments: [{ desired: 1, ready: 1 }] });
});

it('sweeps the target of the named metric', async () => {
  const files = ['--trace', write('trace.jsonl', LINE), '--hpa', write('hpa.yaml', HPA)];
  expect(await run(...files, '--targets', 'num_requests_waiting=5')).toMatchObject({ code: 0 });
  expect(await run(...files, '--targets', 'kv_cache_usage_perc=0.5')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('kv_cache_usage_perc'),
  });
});

it.each([
  ['no traffic', [], '--trace'],
  ['an unknown flag', ['--rates', '3'], '--rates'],
  ['a model that the machine cannot hold', ['--stages', '1m:1', '--machine', SMALL], 'HBM'],
  ['targets without an autoscaler', ['--stages', '1m:1', '--targets', '1'], '--hpa'],
])('refuses %s', async (_, args, named) => {
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(named);
});
