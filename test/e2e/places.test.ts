import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPO } from './laptop.ts';

const TSX = import.meta.resolve('tsx');
const OF_A_CLONE = ['lib', 'runbook', 'sandbox', 'manifests', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** A clone whose path breaks code that does not quote it or expects ASCII. */
describe("a clone in a folder named läb 测试 'q'", () => {
  let top: string;
  let clone: string;
  let elsewhere: string;

  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), 'places-'));
    clone = join(top, "läb 测试 'q'");
    elsewhere = join(top, 'elsewhere');
    await mkdir(clone);
    await mkdir(elsewhere);
    for (const name of OF_A_CLONE) await cp(join(REPO, name), join(clone, name), { recursive: true });
    await symlink(join(REPO, 'node_modules'), join(clone, 'node_modules'));
    await writeFile(join(clone, '.env'), 'CLUSTER_NAME=of-the-env\n');
  });
  afterAll(async () => {
    await run('sandbox/cli.ts', ['stop'], clone);
    await rm(top, { recursive: true, force: true });
  });

  function run(script: string, args: readonly string[], cwd: string, own: NodeJS.ProcessEnv = {}) {
    const { PATH, LANG } = process.env;
    const env = { PATH, LANG, HOME: elsewhere, ...own };
    return new Promise<{ code: number | null; output: string }>((resolve) => {
      const child = spawn(process.execPath, ['--import', TSX, join(clone, script), ...args], { cwd, env });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
        });
      child.on('close', (code) => resolve({ code, output }));
    });
  }

  it.each([
    ['the clone', () => clone],
    ['a folder below it', () => join(clone, 'runbook')],
    ['another folder', () => elsewhere],
  ])('reads its .env when a step is started from %s', async (_, from) => {
    const { code, output } = await run('runbook/01-cluster.ts', ['--dry-run'], from());
    expect(code).toBe(0);
    expect(output).toContain('clusters create of-the-env ');
  });

  it('creates and undoes from another folder, and writes only into the clone', async () => {
    const scenario = join(top, 'scenario.yaml');
    await writeFile(
      scenario,
      'durations: {clusterCreate: 1s, nodePoolCreate: 1s, tpuNodeBoot: 1s, clusterDelete: 1s}\n',
    );
    const own = { SANDBOX_SCENARIO: scenario };
    const { code, output } = await run('runbook/index.ts', ['--to', '05', '--keep'], elsewhere, own);
    expect(output).toMatch(/^Acting on the embedded sandbox .*; variables from /);
    expect(output).toContain(`variables from ${join(clone, '.env')}`);
    expect(code).toBe(0);
    const undone = await run('runbook/03-secret.ts', ['--undo'], join(clone, 'runbook'), own);
    expect(undone.code).toBe(0);
    expect(await readdir(clone)).toContain('.sandbox');
    expect(await readdir(elsewhere)).toEqual([]);
  });

  it('names a read-only RUNBOOK_HOME in the error, without a stack', async () => {
    await writeFile(join(elsewhere, 'file'), '');
    const { code, output } = await run('runbook/01-cluster.ts', [], elsewhere, {
      RUNBOOK_HOME: join(elsewhere, 'file'),
    });
    expect(code).toBe(1);
    expect(output).toContain('RUNBOOK_HOME');
    expect(output).not.toMatch(/^\s+at /m);
    expect(await readFile(join(elsewhere, 'file'), 'utf8')).toBe('');
  });
});
