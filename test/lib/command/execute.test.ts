import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kubectl, withSecret } from '../../../lib/command/command.ts';
import { commandFailed, execute, lines } from '../../../lib/command/execute.ts';
import { secret } from '../../../lib/config/index.ts';

const environment = { PATH: process.env.PATH ?? '' };
const never = new AbortController().signal;

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a command that failed', () => {
  const told = (stdout: string, stderr: string) => commandFailed(kubectl`get pods`, { exitCode: 3, stdout, stderr });

  it('shows its line and its output, errors first, without empty lines', () => {
    const { code, message, evidence } = told(' listed \n\n', '  refused\n \n');
    expect([code, message]).toEqual(['COMMAND_FAILED', 'kubectl exited with code 3']);
    expect(evidence).toEqual(['$ kubectl get pods', 'refused', 'listed']);
  });

  it('keeps the refusal as its cause', () => {
    const stderr = 'Error from server (Forbidden): pods is forbidden: User "u" cannot list resource "pods"';
    expect(told('', stderr).cause).toMatchObject({ tool: 'kubectl', kind: 'forbidden' });
  });

  it('shows only the last twenty lines of output', () => {
    const many = Array.from({ length: 30 }, (_, line) => `line ${line}`);
    expect(told(many.join('\n'), '').evidence).toEqual(['$ kubectl get pods', ...many.slice(10)]);
  });
});

describe('executing a command', () => {
  it('returns the output and the exit code', async () => {
    const { exitCode, stdout } = await execute(kubectl`version --client -o json`, { environment, signal: never });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).clientVersion.major).toBe('1');
  });

  it('returns a non-zero exit code as a result', async () => {
    const { exitCode, stderr } = await execute(kubectl`no-such-verb`, { environment, signal: never });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no-such-verb');
  });

  it('passes values with shell syntax unchanged', async () => {
    const value = `$(id) ; "quoted" 'single' \\ 名前`;
    const { stdout } = await execute(
      kubectl`create configmap x --dry-run=client -o json --from-literal=${`k=${value}`}`,
      {
        environment,
        signal: never,
      },
    );
    expect(JSON.parse(stdout).data.k).toBe(value);
  });

  it('passes a secret on standard input', async () => {
    const command = kubectl`create secret generic s --dry-run=client -o json --from-file=token=/dev/stdin`;
    const { stdout } = await execute(withSecret(command, 'HF_TOKEN', secret('hf_hidden')), {
      environment,
      signal: never,
    });
    expect(Buffer.from(JSON.parse(stdout).data.token, 'base64').toString()).toBe('hf_hidden');
  });

  it('names a missing program and how to install it', async () => {
    await expect(execute(kubectl`version`, { environment: { PATH: '/nowhere' }, signal: never })).rejects.toMatchObject(
      {
        code: 'COMMAND_MISSING',
      },
    );
  });

  it('starts nothing after an abort', async () => {
    await expect(
      execute(kubectl`version`, { environment, signal: AbortSignal.abort(new Error('gone')) }),
    ).rejects.toThrow('gone');
  });

  it('yields lines while the command runs, and ends the command when the reader stops', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lines-'));
    const endless = join(folder, 'kubectl');
    await writeFile(endless, '#!/bin/bash\necho $$\nexec sleep 3600\n', { mode: 0o755 });
    let pid = 0;
    for await (const line of lines(kubectl`anything`, {
      environment: { PATH: `${folder}:/usr/bin:/bin` },
      signal: never,
    })) {
      pid = Number(line);
      break;
    }
    expect(pid).toBeGreaterThan(1);
    await expect.poll(() => lives(pid)).toBe(false);
    await rm(folder, { recursive: true });
  });

  it('yields lines as they arrive, then fails like the command', async () => {
    const seen: string[] = [];
    const reading = async (): Promise<void> => {
      for await (const line of lines(kubectl`version --client --no-such-flag`, { environment, signal: never }))
        seen.push(line);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
  });
});
