import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder, runFolder, writeWhole } from '../config/folders.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';

/** Real ms: the time to answer for a run whose port is open, and the pause between two looks at an undecided one. */
const PATIENCE = 3_000;
const AGAIN = 20;

/** The claim of a run to a namespace of a cluster. */
interface Claim {
  readonly pid: number;
  readonly port: number;
  /** The answer of only this process on its port: pids and ports are reused. */
  readonly token: string;
  /** Real ms since the epoch; orders the claims, together with the token. */
  readonly since: number;
}

/** The state of a claim, by its process. */
type Standing = 'gone' | 'choosing' | 'holding';

/** Lock a namespace of a cluster for one acting run. @returns the release function @throws RUN_UNDER_WAY */
export function lockRun({ config, target }: Pick<Session, 'config' | 'target'>): Promise<() => Promise<void>> {
  // Each sandbox has its own clusters.
  const world = target.apiUrl === undefined ? 'runs' : `runs-${new URL(target.apiUrl).port}`;
  return lock(runFolder(config, world));
}

/**
 * Take a lock. A claim is a file that counts while its process answers on its port with the claim's token. Each process
 * writes its claim before it reads the others, so that at least one of two simultaneous processes sees the other; the
 * earlier claim wins. The finder removes claims of killed processes.
 * @throws RunbookError RUN_UNDER_WAY with the pid of the other process, NOT_WRITABLE
 */
export async function lock(folder: string): Promise<() => Promise<void>> {
  let standing: Standing = 'choosing';
  const token = randomUUID();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`${token} ${standing}`);
  });
  await makeFolder(folder);
  await listening(server);
  const claim: Claim = { pid: process.pid, port: (server.address() as AddressInfo).port, token, since: Date.now() };
  const file = join(folder, `${token}.json`);
  const release = async (): Promise<void> => {
    await rm(file, { force: true });
    server.close();
  };
  try {
    await writeWhole(file, JSON.stringify(claim));
    for (const other of await claims(folder, token)) await giveWay(claim, other, folder);
    standing = 'holding';
    return release;
  } catch (error) {
    await release();
    throw error;
  }
}

async function listening(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
}

async function claims(folder: string, own: string): Promise<Claim[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith(own));
  const read = async (name: string): Promise<Claim> => JSON.parse(await readFile(join(folder, name), 'utf8'));
  // Ignores claims that were released meanwhile or cannot be read.
  const found = await Promise.all(names.map((name) => read(name).catch(() => undefined)));
  return found.filter((claim) => claim !== undefined);
}

/** @throws RUN_UNDER_WAY when the other process holds the lock or has the earlier claim */
async function giveWay(own: Claim, other: Claim, folder: string): Promise<void> {
  for (;;) {
    const standing = await standingOf(other);
    if (standing === 'gone') return rm(join(folder, `${other.token}.json`), { force: true });
    if (standing === 'holding' || isBefore(other, own)) throw underWay(other);
    await delay(AGAIN);
  }
}

const isBefore = (one: Claim, other: Claim): boolean =>
  one.since === other.since ? one.token < other.token : one.since < other.since;

/** A stopped process (Ctrl-Z) keeps its port and its lock. */
function standingOf({ port, token }: Claim): Promise<Standing> {
  return new Promise((resolve) => {
    let text = '';
    let connected = false;
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.setEncoding('utf8');
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const [name, standing] = text.split(' ');
      if (name === token) return resolve(standing as Standing);
      resolve(connected && text === '' ? 'holding' : 'gone');
    });
  });
}

function underWay({ pid, since }: Claim): RunbookError {
  return new RunbookError('RUN_UNDER_WAY', `Another run is using this namespace of the cluster: process ${pid}`, {
    evidence: [`That run started at ${new Date(since).toISOString()}`],
    remedy: `Wait for it, or stop it: kill -INT ${pid}`,
  });
}
