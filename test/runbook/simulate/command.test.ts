import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../../runbook/commands/simulate.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'simulate-'));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', COMMAND, ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

it("sweeps the tutorial's autoscaler, and writes a table, the curves and the charts", async () => {
  const [json, svg] = [join(folder, 'out.json'), join(folder, 'charts')];
  const traffic = ['--stages', '2m:2', '--output', '50', '--cold-start', '1m'];
  const sweep = ['--targets', 'num_requests_running=1:6:5'];
  const { code, stdout } = await run(...traffic, ...sweep, '--json', json, '--svg', svg);
  expect(code).toBe(0);
  expect(stdout.match(/^ *target \d+/gm)?.map((name) => name.trim())).toEqual(['target 1', 'target 6']);
  const results = JSON.parse(readFileSync(json, 'utf8')) as { target: number; summary: { mostReplicas: number } }[];
  expect(results.map(({ target }) => target)).toEqual([1, 6]);
  // Two requests a second that take a second each: some 2 run at a time.
  expect(results.map(({ summary }) => summary.mostReplicas)).toEqual([2, 1]);
  expect(readdirSync(svg).sort()).toEqual(['cost-latency.svg', 'targets.svg']);
});

it('without a traffic is refused, with the next command', async () => {
  const { code, stderr } = await run();
  expect(code).toBe(2);
  expect(stderr).toContain('--stages');
  expect(stderr).toMatch(/simulate.* --help/);
});
