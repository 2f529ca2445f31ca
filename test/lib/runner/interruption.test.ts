import { execFile } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { type Interruption, interruptible, UNREAD } from '../../../lib/runner/interruption.ts';

describe('an interruption', () => {
  let interruption: Interruption;
  const at = (ms: number) => vi.spyOn(performance, 'now').mockReturnValue(ms);

  beforeEach(() => {
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    interruption = interruptible();
  });
  afterEach(() => {
    interruption.dispose();
    vi.restoreAllMocks();
  });

  it.each([
    ['SIGINT', 'ABORTED', 'Interrupted'],
    ['SIGTERM', 'ABORTED', 'Interrupted'],
    ['SIGHUP', 'ABORTED', 'The terminal was closed'],
  ] as const)('by %s is the reason of all ended waits', (name, code, message) => {
    process.emit(name, name);
    expect(interruption.signal.reason).toMatchObject({ code, message });
  });

  it('that arrives twice within half a second, through npm or tsx, counts once', () => {
    at(1_000);
    process.emit('SIGINT', 'SIGINT');
    at(1_400);
    process.emit('SIGINT', 'SIGINT');
    expect(process.exit).not.toHaveBeenCalled();
  });

  it.each([
    ['once more', [1_600]],
    ['several times', [1_300, 1_600]],
  ])('that is repeated %s ends the process at once', (_, times) => {
    at(1_000);
    process.emit('SIGINT', 'SIGINT');
    const last = times.pop()!;
    for (const time of times) {
      at(time);
      process.emit('SIGINT', 'SIGINT');
    }
    at(last);
    expect(() => process.emit('SIGINT', 'SIGINT')).toThrow('exit 130');
  });

  it('that ends the process at once says its last words before', () => {
    interruption.dispose();
    const said: string[] = [];
    vi.mocked(process.exit).mockImplementation(() => {
      said.push('exit');
      return undefined as never;
    });
    interruption = interruptible(() => said.push('words'));
    at(1_000);
    process.emit('SIGINT', 'SIGINT');
    expect(said).toEqual([]);
    at(1_600);
    process.emit('SIGINT', 'SIGINT');
    expect(said).toEqual(['words', 'exit']);
  });

  it('of a failed run ends the process at once', () => {
    interruption.stop(new RunbookError('ABORTED', 'A step failed'));
    expect(() => process.emit('SIGINT', 'SIGINT')).toThrow('exit 130');
  });

  it('by a closed output is a reason too, and may repeat', () => {
    const gone = (): boolean => (process as EventEmitter).emit(UNREAD);
    at(1_000);
    gone();
    at(9_000);
    gone();
    expect(interruption.signal.reason).toMatchObject({ code: 'OUTPUT_CLOSED' });
    expect(process.exit).not.toHaveBeenCalled();
    interruption.dispose();
    expect(gone()).toBe(false);
  });

  it('keeps Node’s handling of SIGPIPE after the run', async () => {
    const module = new URL('../../../lib/runner/interruption.ts', import.meta.url).href;
    const script = `import { spawn } from 'node:child_process';
      import { once } from 'node:events';
      const { interruptible, UNREAD } = await import(${JSON.stringify(module)});
      interruptible().dispose();
      const child = spawn('bash', ['-c', 'exec 0<&-; echo closed; sleep 1']);
      child.stdin.on('error', ({ code }) => console.log(code));
      await once(child.stdout, 'data');
      child.stdin.write('text');
      await once(child, 'exit');
      console.log('lives');`;
    const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe('EPIPE\nlives\n');
  });

  it('leaves no listener after the run', () => {
    const before = process.listenerCount('SIGINT');
    interruption.dispose();
    expect(process.listenerCount('SIGINT')).toBe(before - 1);
  });
});
