import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { asRunbookError, exitCodeOf, needsRemedyFirst } from '../../../lib/runner/outcome.ts';

const thrownBy = async (act: () => unknown): Promise<unknown> => {
  try {
    return await act();
  } catch (error) {
    return error;
  }
};

describe('a thrown value as a RunbookError', () => {
  it('stays unchanged when it is one', () => {
    const error = new RunbookError('WAIT_TIMEOUT', 'Gave up');
    expect(asRunbookError(error)).toBe(error);
  });

  it.each([
    ['a TypeError', () => (undefined as unknown as { a: string }).a],
    ['a SyntaxError', () => JSON.parse('{')],
    ['an Error', () => Promise.reject(new Error('x'))],
    ['a string', () => Promise.reject('x')],
    ['nothing', () => Promise.reject(undefined)],
  ])('is an internal error for %s', async (_, act) => {
    const cause = await thrownBy(act);
    const error = asRunbookError(cause);
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(error.cause).toBe(cause);
    expect([error.message, ...error.evidence].join('\n')).not.toMatch(/^\s*at /m);
  });

  it.each([
    ['a file in a missing folder', () => writeFile('/nonexistent/r.json', '')],
    ['a folder read as a file', () => readFile('/')],
    ['a file used as a folder', () => readFile('/dev/null/x')],
  ])('is an error of the environment for %s', async (_, act) => {
    expect(asRunbookError(await thrownBy(act))).toMatchObject({ code: 'ENVIRONMENT' });
  });

  it.each([
    ['ENOSPC', '/tmp/x/run.json: the disk is full', 'df -h /tmp/x'],
    ['EDQUOT', '/tmp/x/run.json: the disk quota is used up', 'df -h /tmp/x'],
    ['EACCES', '/tmp/x/run.json: permission denied', 'ls -ld /tmp/x'],
    ['EPERM', '/tmp/x/run.json: permission denied', 'ls -ld /tmp/x'],
    ['EROFS', '/tmp/x/run.json: the file system is read-only', 'ls -ld /tmp/x'],
    ['ENOENT', '/tmp/x/run.json: no such file or folder', 'ls -la /tmp/x'],
    ['ENOTDIR', '/tmp/x/run.json: part of the path is not a folder', 'ls -la /tmp/x'],
    ['EISDIR', '/tmp/x/run.json: is a folder', 'ls -la /tmp/x'],
    ['EMFILE', '/tmp/x/run.json: too many files are open', 'ulimit -n 4096'],
  ])('names a command for %s', (code, message, command) => {
    const cause = Object.assign(new Error(`${code}: refused`), { code, path: '/tmp/x/run.json' });
    const error = asRunbookError(cause);
    expect(error).toMatchObject({ code: 'ENVIRONMENT', message, remedy: expect.stringMatching(`: ${command}$`) });
    expect(error.cause).toBe(cause);
  });

  it('has no remedy for a file error without a path', () => {
    const cause = Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' });
    expect(asRunbookError(cause)).toMatchObject({ code: 'ENVIRONMENT', message: 'write ENOSPC', remedy: undefined });
  });

  it.each([
    [{ hostname: 'container.googleapis.com', code: 'ENOTFOUND' }, 'container.googleapis.com (ENOTFOUND)'],
    [{ address: '127.0.0.1', port: 8080, code: 'ECONNREFUSED' }, '127.0.0.1:8080 (ECONNREFUSED)'],
    [{ address: '/run/a.sock', code: 'ECONNRESET' }, '/run/a.sock (ECONNRESET)'],
    [{ code: 'UND_ERR_SOCKET' }, 'a server (UND_ERR_SOCKET)'],
  ])('names the server of %j', (parts, where) => {
    const cause = new TypeError('fetch failed', { cause: Object.assign(new Error('it broke'), parts) });
    expect(asRunbookError(cause)).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: `No connection to ${where}`,
      evidence: ['it broke'],
      remedy: expect.stringContaining('network'),
    });
  });

  it.each([
    ['a refused connection', () => fetch('http://127.0.0.1:2')],
    ['a timeout', () => Promise.reject(new DOMException('', 'TimeoutError'))],
  ])('is an unreachable target for %s', async (_, act) => {
    expect(asRunbookError(await thrownBy(act))).toMatchObject({ code: 'TARGET_UNREACHABLE' });
  });

  it('is bad usage for an unknown flag', async () => {
    const error = asRunbookError(await thrownBy(() => parseArgs({ args: ['--nope'], options: {} })));
    expect([error.code, exitCodeOf(error)]).toEqual(['USAGE', 2]);
  });
});

it.each([
  ['ABORTED', 130],
  ['OUTPUT_CLOSED', 141],
  ['CONFIG_INVALID', 2],
  ['COMMAND_FAILED', 1],
  ['INTERNAL', 1],
] as const)('%s ends with exit code %i', (code, expected) => {
  expect(exitCodeOf(new RunbookError(code, ''))).toBe(expected);
});

it.each([
  ['NOT_DONE', true],
  ['SCALED_TO_ZERO', true],
  ['USAGE', true],
  ['WAIT_FAILED', false],
  ['ABORTED', false],
] as const)('the remedy of %s comes before the same command: %j', (code, first) => {
  expect(needsRemedyFirst(new RunbookError(code, 'It failed'))).toBe(first);
});
