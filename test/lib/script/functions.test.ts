import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { functions, functionsIn } from '../../../lib/script/functions/index.ts';

const work = mkdtempSync(join(tmpdir(), 'script-'));
afterAll(() => rmSync(work, { recursive: true }));

/** The exit code and output of a script that calls functions of the library. */
function bash(script: string) {
  const library = functionsIn(script).map((name) => functions[name]);
  const input = ['set -euo pipefail', `WORK=${work}`, 'POLL_SECONDS=0.1', ...library, script].join('\n');
  const { status, stdout, stderr } = spawnSync('bash', ['-s'], { input, encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

describe('wait_until', () => {
  it('runs a command again until it succeeds', () => {
    const script = 'n=0; third() { n=$((n + 1)); ((n == 3)); }; wait_until 30 "it is the third" third; echo "n=$n"';
    expect(bash(script)).toMatchObject({ code: 0, said: expect.stringContaining('n=3') });
  });

  it('ends the script when the time is over, with the last output of the command', () => {
    const ended = bash('look() { echo PENDING; return 1; }; wait_until 0 ready look; echo no');
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining('PENDING') });
    expect(ended.said).not.toContain('no\n');
  });

  it('ends the script at once when the command says that there is no hope', () => {
    expect(bash('wait_until 600 ready prints RUNNING echo ERROR')).toMatchObject({ code: 1 });
  });

  it('goes on when a command gives no answer for a while', () => {
    const script = 'n=0; look() { n=$((n + 1)); ((n > 2)) || return 3; }; wait_until 30 ready look';
    expect(bash(script)).toMatchObject({ code: 0 });
  });
});

describe('questions', () => {
  it.each([
    ['prints "ours|unlabelled" echo ours', 0],
    ['prints "ours|unlabelled" echo another', 1],
    ['prints RUNNING echo ERROR', 2],
    ['prints RUNNING false', 3],
    ['prints_something echo x', 0],
    ['prints_something true', 1],
    ['prints_something false', 3],
    ['prints_nothing true', 0],
    ['prints_nothing echo x', 1],
    ['prints_nothing false', 3],
    ['at_least 2 echo 2', 0],
    ['at_least 2 echo 1', 1],
    ['at_least 1 echo', 1],
    ['nothing_left bucket true', 0],
    ['nothing_left bucket echo b', 1],
    ['nothing_left bucket false', 1],
  ])('%s ends with %i', (script, code) => {
    expect(bash(`code=0; ${script} || code=$?; exit $code`)).toMatchObject({ code });
  });

  it('an answer that fails ends the script, so that nothing is taken for absent', () => {
    expect(bash('if is prints ours false; then echo yes; fi; echo after').said).not.toContain('after');
  });

  it('an answer that fails in a cleanup is a failure, and the cleanup goes on', () => {
    const ended = bash('FAILURES=0; if is prints ours false; then echo yes; fi; echo "failures=$FAILURES"');
    expect(ended).toMatchObject({ code: 0, said: expect.stringContaining('failures=1') });
  });
});

describe('commands', () => {
  it.each([
    'Error from server (AlreadyExists): namespaces "vllm" already exists',
    'ERROR: (gcloud.container.clusters.create) ResponseError: code=409, message=Already exists: projects/p/…',
    'ERROR: (gcloud.storage.buckets.create) HTTPError 409: Your previous request to create the named bucket succeeded',
  ])('created takes for existing: %s', (text) => {
    const script = `it() { echo '${text}' >&2; return 1; }; if created it; then echo yes; else echo no; fi`;
    expect(bash(script)).toMatchObject({ code: 0, said: expect.stringContaining('no\n') });
  });

  it('created ends the script on any other failure', () => {
    expect(bash('it() { echo denied >&2; return 1; }; if created it; then :; fi; echo after')).toMatchObject({
      code: 1,
    });
  });

  it('created passes the standard input on', () => {
    expect(bash('created cat < <(printf %s secret)').said).toContain('secret');
  });

  it('unless_missing takes a missing thing for deleted, and nothing else', () => {
    expect(bash("it() { echo 'code=404, message=Not found' >&2; return 1; }; unless_missing it")).toMatchObject({
      code: 0,
    });
    expect(bash('it() { echo denied >&2; return 1; }; unless_missing it')).toMatchObject({ code: 1 });
  });

  it('try counts a failure and goes on, also when the command would end the script', () => {
    const ended = bash('FAILURES=0; try false; try fail x; try true; echo "failures=$FAILURES"');
    expect(ended).toMatchObject({ code: 0, said: expect.stringContaining('failures=2') });
  });
});
