import { BlockPool } from './block-pool.ts';
import { Calendar } from './calendar.ts';
import { extendHashes } from './prefix.ts';
import type { Sequence } from './sequence.ts';

export interface SchedulerConfig {
  readonly maxNumSeqs: number;
  /** Token budget of one step. */
  readonly maxNumBatchedTokens: number;
  /** Tokens a block. */
  readonly blockSize: number;
  /** All blocks, the null block included. */
  readonly numBlocks: number;
  readonly enablePrefixCaching: boolean;
}

/** The work of one step. */
export interface Schedule {
  readonly tokens: number;
  /** Context tokens of the sequences that decode. */
  readonly context: number;
  readonly preempted: readonly Sequence[];
  readonly admitted: readonly Sequence[];
}

/** The output of one step. */
export interface StepResult {
  /** Sequences that were decoding and got one more token. */
  readonly decoded: number;
  /** Sequences whose prefill ended with this step: they got a token as well. */
  readonly prefilled: readonly Sequence[];
  readonly finished: readonly Sequence[];
}

/**
 * vLLM's V1 scheduler (v1/core/sched/scheduler.py): no phases; each step has a token budget that running requests get
 * first, in order, then waiting ones first come first served until the budget, the slots or the blocks are used up.
 *
 * Running requests that merely decode cost nothing here: a step costs O(1) and what is due in it (a new block, an end).
 * Only the last running request can be in the middle of its prefill, because no request is admitted after it.
 */
export class Scheduler {
  readonly waiting: Sequence[] = [];
  readonly pool: BlockPool;
  #running: Sequence[] = [];
  #step = 0;
  #order = 0;
  #decoding = 0;
  #context = 0;
  #completing: Sequence[] = [];
  readonly #growing = new Calendar<Sequence>();
  readonly #finishing = new Calendar<Sequence>();
  readonly #config: SchedulerConfig;

  constructor(config: SchedulerConfig) {
    this.#config = config;
    this.pool = new BlockPool(config.numBlocks);
  }

  get running(): readonly Sequence[] {
    return this.#running;
  }

  /** The number of the last step that was scheduled. */
  get step(): number {
    return this.#step;
  }

  /** Compose the next step; undefined when there is nothing to compute. */
  schedule(): Schedule | undefined {
    if (this.#running.length === 0 && this.waiting.length === 0) return undefined;
    this.#step++;
    this.#completing = [];
    const preempted: Sequence[] = [];
    this.#growDecoding(preempted);
    let budget = this.#config.maxNumBatchedTokens - this.#decoding;
    const last = this.#running.at(-1);
    if (last?.state === 'prefill') {
      const tokens = Math.min(last.lengthAt(this.#step) - last.computed, budget);
      if (this.#compute(last, tokens)) budget -= tokens;
      else this.#preemptLast(preempted);
    }
    const context = this.#context;
    const admitted: Sequence[] = [];
    if (preempted.length === 0) budget = this.#admit(budget, admitted);
    return { tokens: this.#config.maxNumBatchedTokens - budget, context, preempted, admitted };
  }

  /** The step that `schedule` composed has run. */
  complete(): StepResult {
    const step = this.#step;
    const decoded = this.#decoding;
    this.#context += decoded;
    const prefilled = this.#completing;
    for (const sequence of prefilled) {
      sequence.startDecoding(step);
      this.#decoding++;
      this.#context += sequence.lengthAt(step);
      this.#finishing.add(sequence.finishStep, sequence);
      this.#planGrowth(sequence, step);
    }
    const finished = this.#finishing.take(step).filter((sequence) => sequence.finishStep === step);
    for (const sequence of finished) this.#drop(sequence);
    if (finished.length > 0) this.#running = this.#running.filter((sequence) => sequence.state !== 'gone');
    return { decoded, prefilled, finished };
  }

  /** Take a waiting or running sequence out (between two steps). */
  remove(sequence: Sequence): void {
    const list = sequence.state === 'waiting' ? this.waiting : this.#running;
    const index = list.indexOf(sequence);
    if (index >= 0) list.splice(index, 1);
    this.#drop(sequence);
  }

  /** Running sequences that fill a block get another; when there is none, the last of running makes room. */
  #growDecoding(preempted: Sequence[]): void {
    const due = this.#growing.take(this.#step).filter((sequence) => sequence.growStep === this.#step);
    if (due.length > 1) due.sort((a, b) => a.order - b.order);
    for (const sequence of due) {
      while (sequence.state === 'decode' && !this.#reserve(sequence, sequence.lengthAt(this.#step - 1))) {
        this.#preemptLast(preempted);
      }
      if (sequence.state === 'decode') this.#planGrowth(sequence, this.#step - 1);
    }
  }

  #admit(available: number, admitted: Sequence[]): number {
    let budget = available;
    while (this.waiting.length > 0 && budget > 0 && this.#running.length < this.#config.maxNumSeqs) {
      const sequence = this.waiting[0]!;
      const length = sequence.lengthAt(this.#step);
      if (!this.#reusePrefix(sequence, length)) break;
      this.waiting.shift();
      sequence.state = 'prefill';
      sequence.order = this.#order++;
      this.#running.push(sequence);
      admitted.push(sequence);
      const tokens = Math.min(length - sequence.computed, budget);
      this.#compute(sequence, tokens);
      budget -= tokens;
    }
    return budget;
  }

  /** Take over cached blocks; false (and nothing taken) when the whole sequence would not fit beside them. */
  #reusePrefix(sequence: Sequence, length: number): boolean {
    const { blockSize, enablePrefixCaching } = this.#config;
    const needed = Math.ceil(length / blockSize);
    const hits = [];
    let idle = 0;
    if (enablePrefixCaching) {
      // At least one token must be computed to have a next one.
      const full = Math.floor((length - 1) / blockSize);
      for (const hash of extendHashes(sequence, full, blockSize).slice(0, full)) {
        const block = this.pool.find(hash);
        if (!block) break;
        if (block.references === 0) idle++;
        hits.push(block);
      }
    }
    if (needed - hits.length > this.pool.free - idle) return false;
    for (const block of hits) this.pool.touch(block);
    sequence.blocks.push(...hits);
    sequence.reused = hits.length * blockSize;
    sequence.computed = sequence.reused;
    return true;
  }

  /** Lets a step compute this many more tokens of a prefill. */
  #compute(sequence: Sequence, tokens: number): boolean {
    if (!this.#reserve(sequence, sequence.computed + tokens)) return false;
    sequence.computed += tokens;
    if (sequence.computed === sequence.lengthAt(this.#step)) this.#completing.push(sequence);
    return true;
  }

  /** Have blocks for the first `tokens` tokens, and make the full ones findable. */
  #reserve(sequence: Sequence, tokens: number): boolean {
    const { blockSize, enablePrefixCaching } = this.#config;
    const { blocks } = sequence;
    if (Math.ceil(tokens / blockSize) - blocks.length > this.pool.free) return false;
    while (blocks.length * blockSize < tokens) blocks.push(this.pool.take());
    if (enablePrefixCaching) {
      const full = Math.floor(tokens / blockSize);
      if (full > 0) {
        const hashes = extendHashes(sequence, full, blockSize);
        for (let i = full - 1; i >= 0 && blocks[i]!.hash === undefined; i--) this.pool.cache(blocks[i]!, hashes[i]!);
      }
    }
    return true;
  }

  /** When it will need a block more; `step` is the last one whose token is counted in its length. */
  #planGrowth(sequence: Sequence, step: number): void {
    const room = sequence.blocks.length * this.#config.blockSize - sequence.lengthAt(step);
    sequence.growStep = step + 2 + room;
    if (sequence.growStep <= sequence.finishStep) this.#growing.add(sequence.growStep, sequence);
  }

  #preemptLast(preempted: Sequence[]): void {
    const sequence = this.#running.pop()!;
    preempted.push(sequence);
    this.#free(sequence, 'waiting', this.#step - 1);
    sequence.computed = 0;
    this.waiting.unshift(sequence);
  }

  #drop(sequence: Sequence): void {
    this.#free(sequence, 'gone', this.#step);
  }

  #free(sequence: Sequence, state: 'waiting' | 'gone', step: number): void {
    if (sequence.state === 'decode') {
      this.#decoding--;
      this.#context -= sequence.lengthAt(step);
    }
    sequence.leave(step, state);
    this.pool.release(sequence.blocks);
    sequence.blocks.length = 0;
  }
}
