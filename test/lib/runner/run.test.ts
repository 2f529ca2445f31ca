import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { withSession } from '../../../lib/runner/run.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Laptop, laptop, processesWith } from '../../e2e/laptop.ts';

describe('a run', () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  let said = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      said += chunk;
      done();
    },
  });
  const run = (work: (session: Session) => Promise<void>, own: NodeJS.ProcessEnv = {}): Promise<number> =>
    withSession(
      { environment: { ...environment, ...own }, stopTarget: true, resume: () => 'RESUME', stream },
      async (session) => work(session),
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runbook-run-'));
    const { PATH, HOME } = process.env;
    environment = { PATH, HOME, SANDBOX_HOME: join(folder, '.sandbox') };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => {
    said = '';
  });

  it('reports its own error first when background work fails to stop, and closes the rest', async () => {
    let session: Session | undefined;
    const code = await run(async (opened) => {
      session = opened;
      opened.background.set('job', { stop: () => Promise.reject(new Error('it will not')) });
      throw new RunbookError('WAIT_TIMEOUT', 'The first one');
    });
    expect(code).toBe(1);
    expect(said.indexOf('[WAIT_TIMEOUT]')).toBeLessThan(said.indexOf('[NOT_CLOSED]'));
    expect(said).toMatch(/\[NOT_CLOSED\].*it will not.*RESUME/s);
    expect(session?.target.lost()).toMatchObject({ code: 'TARGET_UNREACHABLE' });
  });

  it('ends with the next command and the typed variables after a success, and not after a failure', async () => {
    const own = { ...environment, CLUSTER_NAME: 'mine' };
    const typed = { environment: own, stopTarget: true, resume: () => 'RESUME', next: 'THE NEXT', stream };
    expect(await withSession(typed, async () => undefined)).toBe(0);
    expect(said.trimEnd()).toMatch(/\n {2}Next: CLUSTER_NAME=mine THE NEXT$/);
    said = '';
    await withSession(typed, async () => {
      throw new RunbookError('WAIT_TIMEOUT', 'It failed');
    });
    expect(said).not.toContain('THE NEXT');
  });

  it('fails when a resource does not close', async () => {
    const code = await run(async ({ background }) => {
      background.set('job', { stop: () => Promise.reject(new Error('it will not')) });
    });
    expect([code, said.includes('[NOT_CLOSED]')]).toEqual([1, true]);
  });

  it('reports its own error and closes everything when the check of billed resources fails', async () => {
    let session: Session | undefined;
    const code = await withSession(
      {
        environment,
        stopTarget: true,
        resume: () => 'RESUME',
        stillBilled: async () => () => Promise.reject(new RunbookError('UNEXPECTED_ANSWER', 'no answer')),
        stream,
      },
      async (opened) => {
        session = opened;
        throw new RunbookError('WAIT_TIMEOUT', 'The first one');
      },
    );
    expect(code).toBe(1);
    expect(said).toMatch(/\[WAIT_TIMEOUT\].*RESUME.*Cannot determine what is still billed: no answer/s);
    expect(session?.target.lost()).toMatchObject({ code: 'TARGET_UNREACHABLE' });
  });

  it('stops the sandbox that it started even if the sandbox’s folder is gone', async () => {
    const home = join(folder, 'removed');
    const code = await run(() => rm(home, { recursive: true }), { SANDBOX_HOME: home });
    expect(code).toBe(0);
    await expect.poll(() => processesWith(home), { timeout: 5_000 }).toEqual([]);
  });

  it('ends with the command to type next after an invalid configuration', async () => {
    expect(await run(async () => undefined, { ZONE: 'mars' })).toBe(2);
    expect(said).toMatch(/\[CONFIG_INVALID\].*\n {2}Then: .*RESUME\n$/s);
  });

  it('ends with 0 after a success', async () => {
    expect(await run(async () => undefined)).toBe(0);
  });

  it('shows the stack of an internal error only with DEBUG', async () => {
    const bug = (): Promise<void> => Promise.reject(new TypeError('a bug'));
    expect(await run(bug)).toBe(1);
    expect(said).toContain('[INTERNAL]');
    expect(said).not.toMatch(/^\s+at /m);
    await run(bug, { DEBUG: '1' });
    expect(said).toMatch(/^\s+at /m);
  });
});

describe('a command', () => {
  let place: Laptop;
  beforeAll(async () => {
    place = await laptop();
  });
  afterAll(() => place.clear());

  it('ends when its target answers only errors, and stops the sandbox that it started', async () => {
    await place.run('sandbox/cli.ts', ['fault', 'add', 'api-errors', 'probability=1']);
    const { code, output } = await place.run('runbook/02-credentials.ts', ['--status']);
    expect([code, output]).toEqual([1, expect.stringContaining('HTTP 503')]);
    await place.run('sandbox/cli.ts', ['fault', 'clear', 'api-errors']);
  });

  it('names its log before the command that continues, and the log has the error', async () => {
    const { code, output } = await place.run('runbook/02-credentials.ts', ['--quiet']);
    const [, file = ''] = /\n {2}Log of this run: (\S+)\n {2}Then: [^\n]+\n/.exec(output) ?? [];
    expect([code, output]).toEqual([1, expect.stringContaining('[NOT_DONE]')]);
    expect(await readFile(join(place.folder, file), 'utf8')).toContain('[NOT_DONE]');
  });

  it('names the missing step with the variables that only this shell sets', async () => {
    const { output } = await place.run('runbook/02-credentials.ts', ['--quiet'], { NAMESPACE: 'another' });
    expect(output).toContain('→ NAMESPACE=another npx tsx runbook/01-cluster.ts');
  });

  it('names only the missing step after --only: a run from there would end with the cleanup', async () => {
    const { code, output } = await place.run('runbook/index.ts', ['--only', '02', '--yes']);
    expect([code, output]).toEqual([1, expect.stringMatching(/\[NOT_DONE\][\s\S]*--only 01-cluster/)]);
    expect(output).not.toContain('--from');
  });

  it('ends silently when its output is closed', async () => {
    for (const script of ['runbook/index.ts --status', 'runbook/01-cluster.ts --dry-run', 'runbook/index.ts --help']) {
      const { code, output } = await place.bash(
        '-c',
        '-c',
        `node --import "$TSX" "$REPO"/${script} | true; exit \${PIPESTATUS[0]}`,
      );
      expect([script, output, [0, 141].includes(code!)]).toEqual([script, '', true]);
    }
  });
});
