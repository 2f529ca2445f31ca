import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Interruption, interruptible } from '../../../lib/runner/interruption.ts';

describe('an interruption', () => {
  let interruption: Interruption;
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  const at = (ms: number) => vi.spyOn(performance, 'now').mockReturnValue(ms);

  beforeEach(() => {
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
    ['SIGPIPE', 'OUTPUT_CLOSED', 'Nobody reads the output any more'],
  ] as const)('by %s is the reason that all waits end with', (name, code, message) => {
    process.emit(name, name);
    expect(interruption.signal.reason).toMatchObject({ code, message });
  });

  it('that comes twice within half a second, as npm and tsx pass it on, is one', () => {
    at(1_000);
    process.emit('SIGINT', 'SIGINT');
    at(1_400);
    process.emit('SIGINT', 'SIGINT');
    expect(exit).not.toHaveBeenCalled();
  });

  it('that a person repeats ends the process at once', () => {
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    at(1_000);
    process.emit('SIGINT', 'SIGINT');
    at(1_600);
    expect(() => process.emit('SIGINT', 'SIGINT')).toThrow('exit 130');
  });

  it('by a reader that is gone may come again and again', () => {
    at(1_000);
    process.emit('SIGPIPE', 'SIGPIPE');
    at(9_000);
    process.emit('SIGPIPE', 'SIGPIPE');
    expect(interruption.signal.aborted).toBe(true);
  });

  it('leaves nobody listening when the run is over', () => {
    const before = process.listenerCount('SIGINT');
    interruption.dispose();
    expect(process.listenerCount('SIGINT')).toBe(before - 1);
  });
});
