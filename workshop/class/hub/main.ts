import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import type { ClassFile } from '../class-file.ts';
import { type ClassFolder, folderAt } from '../folder.ts';
import { keep, kept } from '../keeper.ts';
import { Desk } from './desk.ts';
import { hubKeeping } from './keeping.ts';
import { agentFront, front } from './server.ts';

/** How often the hub looks whether what restarts it is still there (real ms). */
const LOOK = 2_000;

/** The hub of a class: its front, and the keeper of its rooms. Whatever ends it, its own keeper starts it again. */
async function main(): Promise<void> {
  const folder = folderAt(process.cwd());
  const content = reader(folder);
  const desk = new Desk(folder, content);
  const ending = new AbortController();
  const { handle, upgrade } = front(desk);
  const { address, port, tls } = content();
  const server = tls ? createHttpsServer({ cert: tls.certificate, key: tls.key }, handle) : createHttpServer(handle);
  server.on('upgrade', upgrade);
  await listening(server, { host: address, port });
  const socket = join('hub', 'hub.sock');
  mkdirSync('hub', { recursive: true, mode: 0o755 });
  rmSync(socket, { force: true });
  // Every learner's agent may connect; the secret tells who it is.
  await listening(createHttpServer(agentFront(desk)), { path: socket, readableAll: true, writableAll: true });
  const timer = setInterval(() => {
    if (kept(folder.hub.record)) return;
    // The keeper was killed: a new one starts a new hub as soon as this one has made way.
    clearInterval(timer);
    void keep(hubKeeping(folder)).then(
      () => process.exit(),
      (error: Error) => {
        console.error(`The hub's keeper did not start: ${error.message}`);
        process.exit(1);
      },
    );
  }, LOOK);
  process.once('SIGTERM', () => process.exit());
  console.log(`The hub listens (pid ${process.pid})`);
  await desk.rooms.keepAll({ content, isThere: desk.isThere, isAway: desk.isAway }, ending.signal);
}

/** The class file, read again when it has changed. */
function reader({ file }: ClassFolder): () => ClassFile {
  let at = 0;
  let content: ClassFile;
  return () => {
    const { mtimeMs } = statSync(file);
    if (mtimeMs !== at) content = JSON.parse(readFileSync(file, 'utf8')) as ClassFile;
    at = mtimeMs;
    return content;
  };
}

function listening(server: Server, where: Parameters<Server['listen']>[0] & object): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => resolve());
  });
}

await main();
