import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUICK } from '../conformance/runbook/durations.ts';
import { type Laptop, laptop } from './laptop.ts';

const PROJECT_ID = 'acme-ml-prod-7';
const HF_TOKEN = 'hf_NobodyMaySeeThisInABundle00';

/** A bundle in the middle of a stockout, before there is a kubeconfig. */
let at: Laptop;
let file: string;
let listed: string;

beforeAll(async () => {
  at = await laptop({ PROJECT_ID, HF_TOKEN });
  file = join(at.folder, 'b.tgz');
  const scenario = join(at.folder, 'scenario.yaml');
  await writeFile(scenario, JSON.stringify({ durations: QUICK }));
  at.environment.SANDBOX_SCENARIO = scenario;
  await at.run('sandbox/cli.ts', ['fault', 'add', 'tpu-stockout']);
  await at.run('runbook/index.ts', ['--only', '01', '--keep']);
  const added = join(at.folder, 'said.txt');
  await writeFile(added, `${HF_TOKEN} of ana@acme.example\n`);
  const { code, output } = await at.run('runbook/commands/bundle.ts', [added, '--yes', '--out', file]);
  listed = output;
  expect([code, output]).toEqual([0, expect.stringContaining(`npm run diagnose -- ${file}`)]);
});
afterAll(() => at.clear());

const contents = async (name: string): Promise<string> => {
  const { stdout } = await promisify(execFile)('tar', ['-xzOf', file, '--wildcards', `*/${name}`]);
  return stdout;
};

describe('npm run bundle', () => {
  it('lists each file before it writes, with what could not be collected', async () => {
    const { stdout } = await promisify(execFile)('tar', ['-tzf', file]);
    const names = stdout.trim().split('\n');
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(listed).toContain(name.replace(/^[^/]*\//, ''));
    expect(listed).toMatch(/! kubernetes\/pods\.txt .*context "gke_.*" does not exist/);
  });

  it('writes a file that only its user can read', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('holds no secret, no project and no account', async () => {
    const all = await contents('*');
    for (const value of [PROJECT_ID, HF_TOKEN, 'ana@acme', at.folder]) expect(all).not.toContain(value);
    expect(await contents('files/said.txt')).toBe('[secret] of <ACCOUNT-1>\n');
  });

  it('names each file in its README', async () => {
    expect(await contents('README.md')).toContain('| `google/node-pools.yaml` |');
  });

  it('has the log of the last run, and the error that ended it as evidence', async () => {
    expect(await contents('files/last-run.log')).toContain('<PROJECT_ID>');
    expect(await contents('files/last-error.txt')).toMatch(/^✗ .*\[OPERATION_FAILED\]\n/);
    const { files } = JSON.parse(await contents('bundle.json'));
    const evidence = (file: string) => files.find((one: { file: string }) => one.file === file).evidence;
    expect(['files/last-run.log', 'files/last-error.txt'].map(evidence)).toEqual([false, true]);
  });

  it('never overwrites', async () => {
    const before = await readFile(file);
    const { code } = await at.run('runbook/commands/bundle.ts', ['--yes', '--out', file]);
    expect(code).toBe(2);
    expect(await readFile(file)).toEqual(before);
  });
});

it('npm run diagnose explains the bundle, with the file of each line', async () => {
  const { code, output } = await at.run('runbook/commands/diagnose.ts', [file, '--json']);
  const [found, ...others] = JSON.parse(output);
  expect(code).toBe(1);
  expect(found).toMatchObject({ code: 'STOCKOUT', files: expect.arrayContaining(['google/node-pools.yaml']) });
  expect(others).toEqual([]);
});
