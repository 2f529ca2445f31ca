import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeEndpoint } from './control/client.ts';
import { lock } from './control/lock.ts';
import { createFolder, type StateFolder, stateFolder } from './core/folder.ts';
import { startSandbox } from './sandbox.ts';

/**
 * How long simulated time goes on after the last request (real ms): longer than a client that polls waits, and not so
 * long that a break costs.
 */
const GRACE = 10_000;

/** The sandbox's process. Its output is its log. */
async function main(): Promise<void> {
  const folder = stateFolder();
  createFolder(folder);
  if (!lock(folder)) return;
  const log = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);
  // Do not exit for one failed request: the journal is written before any response, so continuing is safe.
  process.on('uncaughtException', (error) => log(`Uncaught: ${error.stack}`));

  const sandbox = await startSandbox({
    token: token(folder),
    credentials: folder.credentials,
    authority: folder.authority,
    journal: folder.journal,
    folder,
    start: Date.now(),
    speed: speedOf(process.env.SANDBOX_SPEED || '60'),
    grace: GRACE,
    ...(await scenario()),
    log,
    onStop: () => void stop(),
  });
  const stop = async (): Promise<void> => {
    rmSync(folder.endpoint, { force: true });
    await sandbox.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  writeEndpoint(folder, { url: sandbox.url, pid: process.pid });
  log(`Serving at ${sandbox.url}`);
}

/** Loads the scenario reader only if it is needed. */
async function scenario() {
  const { SANDBOX_SCENARIO: file } = process.env;
  return file ? (await import('./scenario.ts')).loadScenario(file) : {};
}

/** @throws Error which names the variable */
function speedOf(text: string): number {
  const speed = Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new Error(`Invalid SANDBOX_SPEED ${JSON.stringify(text)}: expected a number greater than 0`);
}

/** The token survives a restart, so the variables in a user's shell stay valid. */
function token(folder: StateFolder): string {
  if (!existsSync(folder.token))
    writeFileSync(folder.token, `ya29.sandbox-${randomBytes(24).toString('base64url')}`, { mode: 0o600 });
  return readFileSync(folder.token, 'utf8');
}

main().catch((error: Error) => {
  console.error(process.env.DEBUG ? error : error.message);
  process.exit(1);
});
