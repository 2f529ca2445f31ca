import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const REPO = fileURLToPath(new URL('../..', import.meta.url));
const TSX = import.meta.resolve('tsx');
const COPIED = ['lib', 'runbook', 'workshop', 'manifests', 'docs', 'package.json', 'tsconfig.json', '.env.example'];

const STEP = `import { gcloud, kubectl } from '../lib/command/command.ts';
import { exists } from '../lib/kubernetes/conditions.ts';
import { script } from '../lib/runner/script.ts';
import { run } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';

export const canary = step({
  id: '14-canary',
  title: 'Note that everything works',
  section: '',
  needs: ['13-scale-out'],
  actions: ({ config }) => [run(kubectl\`create configmap canary -n \${config.NAMESPACE}\`)],
  done: ({ config }) => [exists({ resource: 'configmap', name: 'canary', namespace: config.NAMESPACE })],
  undo: { outside: ({ config }) => [run(gcloud\`storage rm gs://\${config.GSBUCKET}-canary\`)] },
});

script(import.meta, canary, () => import('./steps.ts'));
`;

describe('a step that is added by its file and one line of the list', () => {
  let copy: string;
  const node = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, ['--import', TSX, ...args], {
      cwd: copy,
      env: { PATH: process.env.PATH, HOME: copy, NO_COLOR: '1' },
    }).then(({ stdout }) => stdout);

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'added-step-'));
    for (const name of COPIED) await cp(join(REPO, name), join(copy, name), { recursive: true });
    await symlink(join(REPO, 'node_modules'), join(copy, 'node_modules'));
    await writeFile(join(copy, 'runbook/14-canary.ts'), STEP);
    const list = join(copy, 'runbook/steps.ts');
    const text = await readFile(list, 'utf8');
    const added = text
      .replace("import { cleanupOf } from './99-cleanup.ts';", "$&\nimport { canary } from './14-canary.ts';")
      .replace('  scaleOut,\n];', '  scaleOut,\n  canary,\n];');
    expect(added).not.toBe(text);
    await writeFile(list, added);
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('is a script with help and a dry run', async () => {
    expect(await node('runbook/14-canary.ts', '--help')).toContain('Usage: npx tsx runbook/14-canary.ts');
    expect(await node('runbook/14-canary.ts', '--dry-run')).toContain('$ kubectl create configmap canary -n vllm');
  });

  it('is part of the whole run, of the fast one too, before the cleanup', async () => {
    for (const more of [[], ['--fast']]) {
      const printed = await node('runbook/index.ts', '--dry-run', '--from', '13', ...more);
      expect(printed).toMatch(/^13-scale-out [\s\S]*^14-canary [\s\S]*^99-cleanup /m);
    }
  });

  it('is taken back by the cleanup', async () => {
    expect(await node('runbook/99-cleanup.ts', '--dry-run')).toMatch(/^\$ gcloud storage rm gs:\S+-canary /m);
  });

  it('is bound for the notebooks', async () => {
    const script = "import { steps } from './runbook/notebook/index.ts'; console.log(steps['14-canary'].title);";
    await writeFile(join(copy, 'bound.ts'), script);
    expect(await node('bound.ts')).toBe('Note that everything works\n');
  });

  it('is in the table of the documents, which is generated', async () => {
    await node('docs/generate.ts');
    expect(await readFile(join(copy, 'docs/steps.md'), 'utf8')).toContain('14-canary');
  });

  it('is in the plan', async () => {
    const script = `import { loadConfig } from './lib/config/index.ts';
import { plan } from './runbook/plan/plan.ts';
import { steps } from './runbook/steps.ts';
const config = loadConfig({ environment: {}, target: 'sandbox' });
const states = steps.map((step) => ({ step, would: 'create' as const, missing: [] }));
console.log((await plan(states, config)).steps.map(({ id }) => id).join(' '));`;
    await writeFile(join(copy, 'planned.ts'), script);
    expect(await node('planned.ts')).toContain('13-scale-out 14-canary');
  });
});
