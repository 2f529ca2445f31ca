/** A page of KV cache for `blockSize` tokens. Free blocks form a queue; the least recently used is at its head. */
interface Block {
  references: number;
  /** Under which prefix it can be found again; undefined while it is not full or was never cached. */
  hash: number | undefined;
  previous: Block | undefined;
  next: Block | undefined;
}

export type { Block };

/**
 * KV cache blocks with prefix caching, as vLLM's `BlockPool`: freed blocks keep their content and count as free, and are
 * evicted in LRU order when a block is needed. Block 0 is the null block, which no request ever gets.
 */
export class BlockPool {
  readonly #cached = new Map<number, Block>();
  readonly #queue: Block;
  readonly #total: number;
  #free: number;

  constructor(blocks: number) {
    const head: Block = { references: 0, hash: undefined, previous: undefined, next: undefined };
    head.previous = head;
    head.next = head;
    this.#queue = head;
    this.#total = blocks - 1;
    this.#free = this.#total;
    for (let i = 0; i < this.#total; i++) {
      this.#append({ references: 0, hash: undefined, previous: undefined, next: undefined });
    }
  }

  get free(): number {
    return this.#free;
  }

  /** 0 to 1: blocks that requests hold, of those that they can get. */
  get usage(): number {
    return 1 - this.#free / this.#total;
  }

  /** The caller has checked that one is free. */
  take(): Block {
    const block = this.#queue.next!;
    this.#unlink(block);
    this.#free--;
    if (block.hash !== undefined) {
      if (this.#cached.get(block.hash) === block) this.#cached.delete(block.hash);
      block.hash = undefined;
    }
    block.references = 1;
    return block;
  }

  /** Make a full block findable; the first block with a content stays the one that is found. */
  cache(block: Block, hash: number): void {
    block.hash = hash;
    if (!this.#cached.has(hash)) this.#cached.set(hash, block);
  }

  find(hash: number): Block | undefined {
    return this.#cached.get(hash);
  }

  /** Share a cached block. */
  touch(block: Block): void {
    if (block.references++ > 0) return;
    this.#unlink(block);
    this.#free--;
  }

  /** Give blocks back, the last one first, so that a prefix outlives what follows it. */
  release(blocks: readonly Block[]): void {
    for (let i = blocks.length - 1; i >= 0; i--) {
      const block = blocks[i]!;
      if (--block.references > 0) continue;
      this.#append(block);
      this.#free++;
    }
  }

  #append(block: Block): void {
    const last = this.#queue.previous!;
    block.previous = last;
    block.next = this.#queue;
    last.next = block;
    this.#queue.previous = block;
  }

  #unlink(block: Block): void {
    block.previous!.next = block.next;
    block.next!.previous = block.previous;
    block.previous = undefined;
    block.next = undefined;
  }
}
