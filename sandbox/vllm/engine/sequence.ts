import type { Block } from './block-pool.ts';

export type FinishReason = 'stop' | 'length' | 'abort' | 'error' | 'repetition';

/** One sequence to generate. Its text is fixed in advance; the engine decides the timing. */
export interface GenerationRequest {
  readonly promptTokens: ArrayLike<number>;
  /** Tokens after which it ends (at least 1), the end-of-text token included. */
  readonly outputLength: number;
  readonly finishReason: FinishReason;
  /** Ids of output tokens; asked for only when a block of them is full, for the prefix cache. */
  outputToken?(index: number): number;
  /** Separates the prefix cache of tenants. */
  readonly cacheSalt?: string | undefined;
  /** Whether to call `onToken` for each token. */
  readonly streams?: boolean;
  /** Called at the end of each step that produced a token, with the tokens so far. */
  onToken?(outputs: number): void;
  /** Called once, at the end of the step of the last token. */
  onFinish?(sequence: Sequence): void;
}

/** `inbox`: on its way to the scheduler; `gone`: finished or aborted. */
export type SequenceState = 'inbox' | 'waiting' | 'prefill' | 'decode' | 'gone';

const NEVER = -1;

/** A request in the engine. While it decodes, its length follows from the number of the step: no work per step. */
export class Sequence {
  readonly request: GenerationRequest;
  readonly promptLength: number;
  state: SequenceState = 'inbox';
  readonly blocks: Block[] = [];
  /** Chained hashes of the full blocks, computed on demand. */
  readonly hashes: number[] = [];
  /** Place in `running`: it grows with each admission. */
  order = 0;
  /** Prompt (and recomputed output) tokens whose KV is there, while it is in `prefill`. */
  computed = 0;
  /** Tokens that the prefix cache spared when it was last admitted, and when it was first. */
  reused = 0;
  cached = 0;
  growStep = NEVER;
  finishStep = NEVER;
  /** The client went away: it ends without a trace in the statistics. */
  detached = false;

  /** Simulated ms. */
  readonly arrivedAt: number;
  queuedAt = Number.NaN;
  scheduledAt = Number.NaN;
  firstTokenAt = Number.NaN;
  lastTokenAt = Number.NaN;

  #outputs = 0;
  #joined = NEVER;

  constructor(request: GenerationRequest, arrivedAt: number) {
    this.request = request;
    this.promptLength = request.promptTokens.length;
    this.arrivedAt = arrivedAt;
  }

  /** Output tokens at the end of the given step. */
  outputsAt(step: number): number {
    return this.state === 'decode' ? this.#outputs + step - this.#joined : this.#outputs;
  }

  /** Prompt and output tokens: what must be computed before the next token. */
  lengthAt(step: number): number {
    return this.promptLength + this.outputsAt(step);
  }

  /** The step that ended its prefill also produced a token: from now on every step does. */
  startDecoding(step: number): void {
    this.#outputs += 1;
    this.#joined = step;
    this.state = 'decode';
    this.finishStep = step + this.request.outputLength - this.#outputs;
  }

  /** Leaves the batch with the tokens generated until the given step. */
  leave(step: number, state: 'waiting' | 'gone'): void {
    this.#outputs = this.outputsAt(step);
    this.state = state;
    this.growStep = NEVER;
    this.finishStep = NEVER;
  }

  /** Id of a token of prompt and output together. */
  tokenAt(index: number): number {
    const { request, promptLength } = this;
    return index < promptLength ? request.promptTokens[index]! : (request.outputToken?.(index - promptLength) ?? 0);
  }
}
