import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
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

it('runs a trace for each target, and writes every curve', async () => {
  const trace = Array.from({ length: 50 }, (_, n) =>
    JSON.stringify({ timestamp: n * 1000, input_length: 8, output_length: 50 }),
  );
  const json = join(folder, 'out.json');
  const files = ['--trace', write('trace.jsonl', trace.join('\n')), '--hpa', write('hpa.yaml', HPA), '--json', json];
  const { code, stdout } = await run(...files, '--targets', '1,10');
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toHaveLength(3);
  const results = JSON.parse(readFileSync(json, 'utf8'));
  expect(results.map(({ name, summary }: { name: string; summary: object }) => [name, summary])).toMatchObject([
    ['1', { offered: 50, answered: 50 }],
    ['10', { offered: 50, answered: 50 }],
  ]);
});

it.each([
  ['no traffic', [], '--trace FILE'],
  ['an unknown flag', ['--rates', '3'], '--rates'],
])('names %s, and what to type next', async (_, args, named) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(named);
  expect(stderr).toContain('npm run simulate -- --help');
});
