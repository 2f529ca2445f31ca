import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sandboxCli } from '../../../lib/target/sandbox-cli.ts';

/** A command line that runs this text in place of the sandbox's. */
function commandLine(text: string) {
  const home = mkdtempSync(join(tmpdir(), 'sandbox-cli-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const cli = join(home, 'cli.mjs');
  const record = join(home, 'pid');
  writeFileSync(cli, `import { writeFileSync } from 'node:fs';\n${text}`);
  return { cli, record, environment: { PATH: process.env.PATH, SANDBOX_HOME: home, RECORD: record } };
}

const HANGS =
  "writeFileSync(process.env.RECORD, String(process.pid)); setInterval(() => undefined, 1000); console.log('{}');";

const lives = (record: string): boolean => {
  try {
    return process.kill(Number(readFileSync(record, 'utf8')), 0);
  } catch {
    return false;
  }
};

it('returns the JSON that the command prints', async () => {
  const { cli, environment } = commandLine('console.log(JSON.stringify(process.argv.slice(2)));');
  expect(await sandboxCli(['stop', '--json'], environment, { cli })).toEqual(['stop', '--json']);
});

it("rejects with the signal's reason, and ends the command", async () => {
  const { cli, record, environment } = commandLine(HANGS);
  const ending = new AbortController();
  const asked = sandboxCli(['start'], environment, { cli, signal: ending.signal });
  asked.catch(() => undefined);
  await expect.poll(() => existsSync(record)).toBe(true);
  ending.abort(new Error('interrupted'));
  await expect(asked).rejects.toThrow('interrupted');
  await expect.poll(() => lives(record)).toBe(false);
});

it('ends a command that does not end within the limit', async () => {
  const { cli, record, environment } = commandLine(HANGS);
  const asked = sandboxCli(['start'], environment, { cli, patience: 50 });
  await expect(asked).rejects.toMatchObject({
    code: 'TARGET_UNREACHABLE',
    message: 'The embedded sandbox command did not end within 0.05 s',
    remedy: 'npm run sandbox -- status',
  });
  await expect.poll(() => lives(record)).toBe(false);
});

it('reports what a failed command said', async () => {
  const { cli, environment } = commandLine("console.error('no'); process.exitCode = 1;");
  const asked = sandboxCli(['start'], environment, { cli });
  await expect(asked).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE', evidence: ['no'] });
});
