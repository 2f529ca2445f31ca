import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { makeFolder, type StateFolder } from '../core/folder.ts';
import { moveAddresses } from '../core/loopback.ts';
import { send } from './client.ts';
import { followCredentials, readKubeconfig, writeKubeconfig } from './kubeconfig.ts';
import { type Running, running, start, stop } from './process.ts';

/** The first line of a snapshot; the lines of a journal follow. */
interface Head {
  readonly snapshot: 1;
  /** The block of loopback addresses that the lines name. */
  readonly block: number;
  /** kubectl's contexts: the file as text. */
  readonly kubeconfig?: string | undefined;
}

export interface Snapshot {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Wall time, ISO. */
  readonly savedAt: string;
}

/** A name that is not one, a snapshot that does not exist or is damaged. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/** What belongs to a sandbox and not to its state: another sandbox that restores the state keeps its own. */
const OWN: ReadonlySet<string> = new Set(['addressBlock', 'port', 'tls']);
const CLUSTERS = 'container/clusters';
const ENDING = '.snapshot';

type Line = readonly [collection: string, key: string, value: unknown];

/** Saves the state of the folder's sandbox, running or not. An older snapshot of the name is replaced. */
export async function saveSnapshot(folder: StateFolder, name: string): Promise<Snapshot> {
  const file = fileOf(folder, name);
  const text = await state(folder);
  if (text === '') throw new SnapshotError(`The sandbox in ${folder.root} has no state`);
  const { own, rest } = split(text);
  const head: Head = { snapshot: 1, block: Number(own.get('addressBlock/block')), kubeconfig: readKubeconfig(folder) };
  makeFolder(folder.snapshots);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, gzipSync([JSON.stringify(head), ...rest, ''].join('\n')), { mode: 0o600 });
  renameSync(draft, file);
  return described(folder, name);
}

/** Replaces the state by a saved one, and starts the sandbox. @throws SnapshotError, and then changes nothing */
export async function restoreSnapshot(folder: StateFolder, name: string): Promise<Running> {
  const { head, lines } = read(fileOf(folder, name), name);
  // A sandbox that never ran gets its token, certificates and addresses first.
  if (!existsSync(folder.journal)) await start(folder);
  await stop(folder);
  const { own, ports, kept } = split(readFileSync(folder.journal, 'utf8'));
  const text = moveAddresses(withPorts(lines, ports).join('\n'), head.block, Number(own.get('addressBlock/block')));
  const draft = `${folder.journal}.restored`;
  writeFileSync(draft, `${[...kept, text].join('\n')}\n`, { mode: 0o600 });
  renameSync(draft, folder.journal);
  // What kubectl knows of the API belongs to the state that was.
  rmSync(folder.kubeCache, { recursive: true, force: true });
  writeKubeconfig(folder, head.kubeconfig);
  const sandbox = await start(folder);
  await followCredentials(folder);
  return sandbox;
}

export function listSnapshots(folder: StateFolder): readonly Snapshot[] {
  if (!existsSync(folder.snapshots)) return [];
  const files = readdirSync(folder.snapshots).filter((file) => file.endsWith(ENDING));
  return files.sort().map((file) => described(folder, file.slice(0, -ENDING.length)));
}

/** @throws SnapshotError when there is no such snapshot */
export function deleteSnapshot(folder: StateFolder, name: string): void {
  const file = fileOf(folder, name);
  if (!existsSync(file)) throw absent(name);
  rmSync(file);
}

function described(folder: StateFolder, name: string): Snapshot {
  const { size, mtime } = statSync(fileOf(folder, name));
  return { name, size, savedAt: mtime.toISOString() };
}

const absent = (name: string): SnapshotError => new SnapshotError(`Snapshot ${name} does not exist`);

function fileOf(folder: StateFolder, name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new SnapshotError(`Invalid snapshot name ${JSON.stringify(name)}: use lower case letters, digits and -`);
  return join(folder.snapshots, `${name}${ENDING}`);
}

/** In one moment of the running sandbox; a stopped one has its state in the journal. */
async function state(folder: StateFolder): Promise<string> {
  if (await running(folder)) {
    const { status, text } = await send(folder, 'GET', 'state');
    if (status === 200) return text;
    throw new SnapshotError(`The sandbox did not give its state: HTTP ${status}`);
  }
  return existsSync(folder.journal) ? readFileSync(folder.journal, 'utf8') : '';
}

/** The lines of what belongs to the sandbox, and all others; the ports of the clusters' APIs by the cluster's key. */
function split(text: string) {
  const own = new Map<string, unknown>();
  const ports = new Map<string, number>();
  const kept: string[] = [];
  const rest: string[] = [];
  for (const line of text.split('\n')) {
    const parsed = parse(line);
    if (!parsed) continue;
    const [collection, key, value] = parsed;
    const isOwn = OWN.has(collection);
    if (isOwn) own.set(`${collection}/${key}`, value);
    else if (collection === CLUSTERS) ports.set(key, (value as { port?: number } | null)?.port ?? 0);
    (isOwn ? kept : rest).push(line);
  }
  return { own, ports, kept, rest };
}

/** A cluster keeps the port that it has here, or else gets a free one. */
function withPorts(lines: readonly string[], ports: ReadonlyMap<string, number>): string[] {
  return lines.map((line) => {
    if (!line.startsWith(`["${CLUSTERS}"`)) return line;
    const [collection, key, value] = JSON.parse(line) as Line;
    if (value === null) return line;
    return JSON.stringify([collection, key, { ...(value as object), port: ports.get(key) ?? 0 }]);
  });
}

function parse(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    // The incomplete last line of a killed sandbox.
    return undefined;
  }
}

function read(file: string, name: string): { head: Head; lines: readonly string[] } {
  if (!existsSync(file)) throw absent(name);
  try {
    const [first = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
    const head = JSON.parse(first) as Head;
    if (head.snapshot === 1) return { head, lines: lines.filter((line) => line !== '') };
  } catch {
    // Not a whole gzip file, or another one.
  }
  throw new SnapshotError(`Snapshot ${name} is damaged, or of another version: ${file}`);
}
