import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const REPO = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

describe('the packed package, installed in an empty project', () => {
  let project: string;
  const node = (...args: readonly string[]) => run(process.execPath, [...args], { cwd: project });
  const npm = (cwd: string, ...args: readonly string[]) => run('npm', [...args], { cwd });

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'runbook-package-'));
    await npm(REPO, 'pack', '--pack-destination', project);
    const [tarball] = await readdir(project);
    await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
    await npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`);
    // As long as the registry takes.
  });
  afterAll(() => rm(project, { recursive: true, force: true }));

  it('resolves its types under NodeNext, strictly', async () => {
    await writeFile(
      join(project, 'uses.ts'),
      `import { type ErrorCode, gcloud, duration } from 'vllm-tpu-runbook';
import { cluster, metrics } from 'vllm-tpu-runbook/notebook';
const code: ErrorCode = 'WAIT_TIMEOUT';
const tool: 'gcloud' | 'kubectl' = gcloud\`version\`.tool;
const ms: number = duration('8m');
const run: () => Promise<void> = cluster.run;
// @ts-expect-error a range is not a text
metrics.query(tool, '10m');
console.log(code, ms, run);
`,
    );
    const options = {
      module: 'NodeNext',
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(REPO, 'node_modules/@types')],
    };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['uses.ts'] }));
    const compiler = join(REPO, 'node_modules/typescript/bin/tsc');
    expect(await node(compiler, '-p', '.').catch(({ stdout }) => stdout)).toMatchObject({ stdout: '' });
  });

  it('resolves its types, and runs, in tslab', async () => {
    for (const name of ['tslab', '@tslab'])
      await symlink(join(REPO, 'node_modules', name), join(project, 'node_modules', name));
    await mkdir(join(project, 'notes'));
    await writeFile(
      join(project, 'notes/cells.cjs'),
      `const { createConverter } = require('tslab/dist/converter.js');
const { createExecutor } = require('tslab/dist/executor.js');
const node = createConverter();
const cells = createExecutor(process.cwd(), { node, browser: node, close: () => node.close() }, console);
(async () => {
  console.log(await cells.execute("import { duration } from 'vllm-tpu-runbook'; console.log(duration('8m'));"));
  console.log(await cells.execute("import { cluster } from 'vllm-tpu-runbook/notebook'; console.log(cluster.id);"));
  console.log(await cells.execute("const wrong: string = duration('8m');"));
  process.exit();
})();
`,
    );
    const { stdout, stderr } = await run(process.execPath, ['cells.cjs'], { cwd: join(project, 'notes') });
    expect(stdout.trim().split('\n')).toEqual(['480000', 'true', '01-cluster', 'true', 'false']);
    expect(stderr).toContain("Type 'number' is not assignable to type 'string'");
  });

  it('starts a sandbox of its own, in the folder where it is used', async () => {
    await writeFile(
      join(project, 'session.mjs'),
      `import { withSession } from 'vllm-tpu-runbook';
process.exitCode = await withSession(
  { environment: process.env, stopTarget: true, resume: () => 'again' },
  async ({ target, cluster }) => console.log(target.kind, await cluster.cluster('none')),
);
`,
    );
    const { stdout } = await node('session.mjs');
    expect(stdout).toContain('sandbox undefined');
    expect(await readdir(project)).toContain('.sandbox');
  });
});
