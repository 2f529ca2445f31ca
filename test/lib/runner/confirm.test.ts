import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Laptop, laptop } from '../../e2e/laptop.ts';

describe('billed resources and a cleanup', () => {
  let place: Laptop;
  beforeAll(async () => {
    place = await laptop({ CONFIRM: 'always' });
  });
  afterAll(() => place.clear());

  /** Types an answer on a pseudo-terminal (util-linux, script). */
  const answering = (script: string, answer: string): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      const line = `node --import "$TSX" "$REPO"/${script}`;
      const { TSX, REPO } = place.names;
      const child = execFile(
        'script',
        ['--quiet', '--return', '--command', line, '/dev/null'],
        { env: { ...place.environment, TSX, REPO, TERM: 'xterm', NO_COLOR: '1' }, cwd: place.folder },
        (error, stdout) => resolve({ code: error ? Number(error.code) : 0, output: stdout }),
      );
      child.stdout?.on('data', (text: string) => {
        if (text.includes('[y/N]')) child.stdin?.write(`${answer}\n`);
      });
    });

  it('are refused without a terminal, with the command that confirms', async () => {
    const { code, output } = await place.run('runbook/99-cleanup.ts');
    expect([code, output]).toEqual([2, expect.stringContaining('npx tsx runbook/99-cleanup.ts --yes')]);
    expect((await place.run('runbook/index.ts', ['--only', '01'])).output).toContain('--only 01-cluster --yes');
  });

  it('need no confirmation with --yes', async () => {
    expect(await place.run('runbook/99-cleanup.ts', ['--yes'])).toMatchObject({ code: 0 });
  });

  it('are confirmed once on a terminal: project, resources and cost per hour', async () => {
    const { code, output } = await answering('runbook/01-cluster.ts', 'n');
    expect(code).toBe(130);
    expect(output).toMatch(/1 to 2 TPU nodes ct6e-standard-8t: \$[\d.]+\s+to\s+\$[\d.]+\s+an hour/);
    expect(output).not.toContain('gcloud container clusters create');
  });

  it('proceed after a yes', async () => {
    expect(await answering('runbook/99-cleanup.ts', 'y')).toMatchObject({ code: 0 });
  });
});
