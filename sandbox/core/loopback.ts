import { createServer, type Server } from 'node:net';
import type { Addresses } from './addresses.ts';
import type { Collection, Database } from './database.ts';
import { hash } from './random.ts';

/** A sandbox owns one /20 of 127.0.0.0/8: 4,094 addresses; blocks of 127.0.0.0/16 are left to the system. */
const BLOCK_SIZE = 4096;
const FIRST_BLOCK = 16;
const BLOCKS = 4096 - FIRST_BLOCK;

/** A sandbox claims a block by listening on this port of the block's first address. */
const CLAIM_PORT = 61_230;

export class LoopbackAddresses implements Addresses {
  readonly many: boolean;
  readonly #block: number;
  readonly #claim: Server | undefined;
  readonly #owners: Collection<number>;
  readonly #taken = new Set<number>();
  #next = 2;

  private constructor(database: Database, block: number, claim: Server | undefined) {
    this.many = claim !== undefined;
    this.#block = block;
    this.#claim = claim;
    this.#owners = database.collection('addresses');
    for (const offset of this.#owners.values()) this.#taken.add(offset);
  }

  /** Claims the sandbox's previous block, or the first free block after the one that `label` hashes to. */
  static async open(database: Database, label: string): Promise<LoopbackAddresses> {
    const blocks = database.collection<number>('addressBlock');
    const start = blocks.get('block') ?? hash(label) % BLOCKS;
    for (let attempt = 0; attempt < BLOCKS; attempt++) {
      const block = (start + attempt) % BLOCKS;
      const claim = await listen(address(block, 1));
      if (claim === 'taken') continue;
      blocks.put('block', block);
      return new LoopbackAddresses(database, block, claim);
    }
    throw new Error('No free block of loopback addresses: other sandboxes use all of them');
  }

  allocate(owner: string): string {
    if (!this.many) return '127.0.0.1';
    const known = this.#owners.get(owner);
    if (known !== undefined) return address(this.#block, known);
    const offset = this.#free();
    this.#taken.add(offset);
    this.#owners.put(owner, offset);
    return address(this.#block, offset);
  }

  release(owner: string): void {
    const offset = this.#owners.get(owner);
    if (offset === undefined) return;
    this.#owners.delete(owner);
    this.#taken.delete(offset);
  }

  close(): void {
    this.#claim?.close();
  }

  /** Round robin, so that a released address is not reused immediately. */
  #free(): number {
    if (this.#taken.size >= BLOCK_SIZE - 3) throw new Error('The sandbox has no loopback address left');
    while (this.#taken.has(this.#next)) this.#step();
    const offset = this.#next;
    this.#step();
    return offset;
  }

  #step(): void {
    this.#next = this.#next + 1 >= BLOCK_SIZE - 1 ? 2 : this.#next + 1;
  }
}

/**
 * The text with all addresses of one block moved to another, for a state that another sandbox continues.
 * @param from the block's number, from the collection `addressBlock`
 */
export function moveAddresses(text: string, from: number, to: number): string {
  if (from === to) return text;
  return text.replace(/\b127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\b/g, (found, ...parts) => {
    const [a, b, c] = parts.map(Number) as [number, number, number];
    const offset = ((a << 16) | (b << 8) | c) - (from + FIRST_BLOCK) * BLOCK_SIZE;
    return offset >= 0 && offset < BLOCK_SIZE ? address(to, offset) : found;
  });
}

function address(block: number, offset: number): string {
  const number = (block + FIRST_BLOCK) * BLOCK_SIZE + offset;
  return `127.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
}

/** @returns undefined where the system has 127.0.0.1 only. */
function listen(host: string): Promise<Server | 'taken' | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRINUSE' ? 'taken' : undefined);
    });
    server.listen({ host, port: CLAIM_PORT, exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}
