import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Laptop, laptop } from '../../e2e/laptop.ts';
import { QUICK } from './durations.ts';

/** A bundle in the middle of a fault, and what it tells somebody who has only the bundle. The faults share one cluster. */
let at: Laptop;

beforeAll(async () => {
  at = await laptop();
  const scenario = join(at.folder, 'scenario.yaml');
  await writeFile(scenario, JSON.stringify({ durations: { ...QUICK, tpuNodeBoot: '5m' } }));
  at.environment.SANDBOX_SCENARIO = scenario;
});
afterAll(() => at.clear());

/** What a run in the middle of a fault shows: the live cause of its wait, or its end. */
const TOLD = /Likely cause|\[[A-Z_]+\]/;

let bundles = 0;

/** Run with the fault until it shows, make a bundle, stop the run, undo it. @returns the diagnosed codes, the surest first */
async function diagnosed(
  fault: string,
  args: readonly string[],
  ...undo: readonly string[]
): Promise<readonly string[]> {
  await at.run('sandbox/cli.ts', ['fault', 'add', fault]);
  const run = at.start('runbook/index.ts', [...args, '--keep']);
  await Promise.race([run.says(TOLD), run.ended]);
  expect(run.output()).toMatch(TOLD);
  const file = join(at.folder, `${bundles++}.tgz`);
  const written = await at.run('runbook/commands/bundle.ts', ['--yes', '--out', file]);
  run.child.kill('SIGINT');
  await run.ended;
  await at.run('sandbox/cli.ts', ['fault', 'clear']);
  for (const script of undo) await passed(script, '--undo');
  expect(written).toMatchObject({ code: 0 });
  const { output } = await at.run('runbook/commands/diagnose.ts', [file, '--json']);
  return (JSON.parse(output) as { code: string }[]).map(({ code }) => code);
}

async function passed(script: string, ...args: readonly string[]): Promise<void> {
  const { code, output } = await at.run(script, args);
  expect([code, output]).toEqual([0, expect.any(String)]);
}

const made = (...steps: readonly string[]): Promise<void> => passed('runbook/index.ts', ...steps, '--keep');

it('tpu-stockout is diagnosed as STOCKOUT, without a kubeconfig', async () => {
  expect(await diagnosed('tpu-stockout', ['--to', '01'], 'runbook/01-cluster.ts')).toEqual(['STOCKOUT']);
});

it('hf-token-invalid is diagnosed as HF_TOKEN', async () => {
  await made('--to', '05');
  expect((await diagnosed('hf-token-invalid', ['--only', '06'], 'runbook/06-model-server.ts'))[0]).toBe('HF_TOKEN');
});

it('bucket-no-permission is diagnosed as BUCKET_PERMISSION', async () => {
  expect((await diagnosed('bucket-no-permission', ['--only', '06'], 'runbook/06-model-server.ts'))[0]).toBe(
    'BUCKET_PERMISSION',
  );
});

it('pod-oom is diagnosed as OUT_OF_MEMORY', async () => {
  expect((await diagnosed('pod-oom', ['--only', '06'], 'runbook/06-model-server.ts'))[0]).toBe('OUT_OF_MEMORY');
});

it('adapter-no-role is diagnosed as ADAPTER_ROLE', async () => {
  await made('--only', '06');
  expect((await diagnosed('adapter-no-role', ['--from', '08']))[0]).toBe('ADAPTER_ROLE');
});

it('after the faults, a bundle has nothing but what is over', async () => {
  await made('--from', '08', '--to', '09');
  const file = join(at.folder, 'healthy.tgz');
  await at.run('runbook/commands/bundle.ts', ['--yes', '--out', file]);
  const { output } = await at.run('runbook/commands/diagnose.ts', [file, '--json']);
  const found = JSON.parse(output) as { confidence: string }[];
  expect(found.filter(({ confidence }) => confidence !== 'possible')).toEqual([]);
});
