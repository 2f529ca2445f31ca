import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder, runFolder, writeWhole } from '../config/folders.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';

/** Real ms: how long a run that has its port may take to answer, and between two looks at one that has not decided. */
const PATIENCE = 3_000;
const AGAIN = 20;

/** A run that wants a namespace of a cluster to itself, as others find it. */
interface Claim {
  readonly pid: number;
  readonly port: number;
  /** What only this process answers on its port: a pid or a port alone may be another's. */
  readonly token: string;
  /** Real ms since the epoch; with the token it puts the claims into an order. */
  readonly since: number;
}

/** What a claim's process says of it; a process that is gone says nothing. */
type Standing = 'gone' | 'choosing' | 'holding';

/** One acting run at a time on a namespace of a cluster. @returns what gives the lock back @throws RUN_UNDER_WAY */
export function lockRun({ config, target }: Pick<Session, 'config' | 'target'>): Promise<() => Promise<void>> {
  // Two sandboxes are two worlds.
  const world = target.apiUrl === undefined ? 'runs' : `runs-${new URL(target.apiUrl).port}`;
  return lock(runFolder(config, world));
}

/**
 * Take a lock that a living process holds: its claim, a file, counts as long as its port answers with its token. Each
 * writes its own claim before it looks at those of others, so of two that begin at once at least one sees the other;
 * then the earlier has it. What a killed one left is nobody's, and is removed by whoever finds it.
 * @throws RunbookError RUN_UNDER_WAY with the pid of the other, NOT_WRITABLE
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
  // One that is given back meanwhile is no claim, and neither is what cannot be read.
  const found = await Promise.all(names.map((name) => read(name).catch(() => undefined)));
  return found.filter((claim) => claim !== undefined);
}

/** @throws RUN_UNDER_WAY where the other has it, or comes first */
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

/** A process that is stopped (Ctrl-Z) still has its port, and its lock. */
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
  return new RunbookError('RUN_UNDER_WAY', `Another run acts on this namespace of the cluster: process ${pid}`, {
    evidence: [`It began at ${new Date(since).toISOString()}`],
    remedy: `Wait for its end, or end it: kill -INT ${pid}`,
  });
}
