import { access, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../../lib/log/report.ts';
import { steps } from '../../../runbook/steps.ts';
import { type Ended, type Laptop, laptop, processesWith, REPO } from '../../e2e/laptop.ts';

/** The programs of every machine: a shell and coreutils. */
const PROGRAMS = ['bash', 'sh', 'cat', 'env', 'ls', 'mkdir', 'printf', 'rm', 'sleep', 'uname'];

describe('on a machine with nothing but node, bash and coreutils', () => {
  let bin: string;
  let place: Laptop;

  beforeAll(async () => {
    bin = await mkdtemp(join(tmpdir(), 'runbook-bin-'));
    await symlink(process.execPath, join(bin, 'node'));
    for (const name of PROGRAMS) await symlink(await find(name), join(bin, name));
    place = await laptop({ PATH: bin });
  });
  afterAll(async () => {
    await place.clear();
    await rm(bin, { recursive: true });
  });

  describe('the whole walkthrough', () => {
    let ended: Ended;
    let report: ReportData;

    beforeAll(async () => {
      const file = join(place.folder, 'run.json');
      ended = await place.run('runbook/index.ts', ['--report', file]);
      report = JSON.parse(await readFile(file, 'utf8').catch(() => '{"steps":[],"facts":{}}')) as ReportData;
    }, 220_000);

    it('ends with exit code 0 and every step done', () => {
      expect(ended, ended.output).toMatchObject({ code: 0 });
      expect(report.steps.map(({ id, status }) => [id, status])).toEqual(steps.map(({ id }) => [id, 'done']));
    });

    it('announces the stand-ins for gcloud and kubectl in its first lines', () => {
      expect(ended.output.split('\n').slice(0, 2).join('\n')).toContain(
        "are not installed; the sandbox's stand-ins support only the runbook's commands",
      );
    });

    it('gets a completion from the model', () => {
      expect(report.facts.completion).toMatchObject({ object: 'text_completion', usage: { completion_tokens: 7 } });
    });

    it('scales from one replica to two', () => {
      const replicas = (report.facts.hpa as string[]).slice(1).map((line) => Number(line.trim().split(/\s+/).at(-2)));
      expect(replicas.at(-1)).toBe(2);
    });

    it('leaves no billed resource and no process behind', async () => {
      expect(report.facts.left).toEqual([]);
      expect(await processesWith(place.folder)).toEqual([]);
    });
  });

  it('reaches the model server through a port-forward (EXPOSE=port-forward)', async () => {
    const forwarding = await laptop({ PATH: bin, EXPOSE: 'port-forward' });
    try {
      const ended = await forwarding.run('runbook/index.ts', ['--to', '07']);
      expect(ended, ended.output).toMatchObject({ code: 0 });
      expect(ended.output).toMatch(/\$ kubectl port-forward service\/vllm-service :8000/);
      expect(ended.output).toContain('"object": "text_completion"');
      expect(await processesWith(forwarding.folder)).toEqual([]);
    } finally {
      await forwarding.clear();
    }
  });

  it('refuses a command that the runbook does not use, and names the real tool', async () => {
    const ended = await place.bash(join(REPO, 'test/conformance/runbook/unknown-command.sh'));
    expect(ended.code).toBe(2);
    expect(ended.output).toContain('This is not kubectl');
    expect(ended.output).toContain('https://kubernetes.io/docs/tasks/tools/');
  });

  it('says that bash is not installed', async () => {
    await rm(join(bin, 'bash'));
    const ended = await place.run('runbook/01-cluster.ts');
    expect(ended.code).toBe(1);
    expect(ended.output).toContain('bash is not installed');
  });
});

/** The path of a program on this machine. */
async function find(name: string): Promise<string> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  throw new Error(`There is no ${name} on the PATH`);
}
