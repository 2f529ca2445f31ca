import type { FinishReason, GenerationRequest, Sequence } from '../engine/sequence.ts';
import type { App, AppRequest } from './app.ts';
import { outputToken, type Plan, planOutput } from './plan.ts';
import type { SamplingParams } from './sampling.ts';

export interface Prompt {
  readonly text: string;
  readonly tokens: readonly number[];
}

/** One choice of a response: a sequence in the engine and its text. */
export interface Choice {
  readonly index: number;
  readonly prompt: Prompt;
  readonly plan: Plan;
}

export interface Answer {
  /** Called with a choice's number of tokens. Absent if no client streams them. */
  onToken?(choice: Choice, outputs: number): void;
  /** Every choice has ended. @param cached prompt tokens that the prefix cache spared */
  onDone(choices: readonly Choice[], cached: number): void;
}

export interface GenerationOptions {
  readonly prompts: readonly Prompt[];
  readonly params: SamplingParams;
  readonly cacheSalt: string | undefined;
  /** Aborted when the client disconnects; running generations are then aborted. */
  readonly onGone: AppRequest['onGone'];
}

/** Let the engine generate `n` choices for each prompt, each as long as asked for or as fits. */
export function generate(app: App, options: GenerationOptions, answer: Answer): void {
  const { prompts, params, cacheSalt, onGone } = options;
  const choices: Choice[] = [];
  for (const prompt of prompts) {
    const limit = Math.min(params.maxTokens ?? Number.POSITIVE_INFINITY, app.config.maxModelLen - prompt.tokens.length);
    for (let i = 0; i < params.n; i++) {
      choices.push({ index: choices.length, prompt, plan: planOutput(app.writing, prompt.text, params, limit) });
    }
  }
  const batch = new Batch(app, choices, params, answer);
  const sequences = choices.map((choice) => app.engine.submit(new ChoiceRequest(app, choice, batch, cacheSalt)));
  onGone(() => {
    for (const sequence of sequences) app.engine.abort(sequence);
  });
}

/** The sequences of one API request. */
class Batch {
  readonly answer: Answer;
  readonly #app: App;
  readonly #choices: readonly Choice[];
  readonly #params: SamplingParams;
  #left: number;
  #cached = 0;

  constructor(app: App, choices: readonly Choice[], params: SamplingParams, answer: Answer) {
    this.#app = app;
    this.#choices = choices;
    this.#params = params;
    this.answer = answer;
    this.#left = choices.length;
  }

  finish(sequence: Sequence): void {
    this.#cached += sequence.cached;
    if (--this.#left > 0) return;
    this.#observe();
    this.answer.onDone(this.#choices, this.#cached);
  }

  /** Each prompt of a body is a separate request to the engine. */
  #observe(): void {
    const { n, maxTokens } = this.#params;
    const { stats, config } = this.#app;
    for (let i = 0; i < this.#choices.length; i += n) {
      let longest = 0;
      for (let j = i; j < i + n; j++) longest = Math.max(longest, this.#choices[j]!.plan.outputLength);
      const limit = config.maxModelLen - this.#choices[i]!.prompt.tokens.length;
      stats.observeRequest({ n, maxTokens: Math.min(maxTokens ?? limit, limit), longest });
    }
  }
}

/** A choice as the engine sees it. */
class ChoiceRequest implements GenerationRequest {
  readonly promptTokens: readonly number[];
  readonly outputLength: number;
  readonly finishReason: FinishReason;
  readonly cacheSalt: string | undefined;
  readonly streams: boolean;
  readonly #app: App;
  readonly #choice: Choice;
  readonly #batch: Batch;

  constructor(app: App, choice: Choice, batch: Batch, cacheSalt: string | undefined) {
    this.promptTokens = choice.prompt.tokens;
    this.outputLength = choice.plan.outputLength;
    this.finishReason = choice.plan.finishReason;
    this.cacheSalt = cacheSalt;
    this.streams = batch.answer.onToken !== undefined;
    this.#app = app;
    this.#choice = choice;
    this.#batch = batch;
  }

  outputToken(index: number): number {
    return outputToken(this.#choice.plan, this.#app.writing, index);
  }

  onToken(outputs: number): void {
    this.#batch.answer.onToken!(this.#choice, outputs);
  }

  onFinish(sequence: Sequence): void {
    this.#batch.finish(sequence);
  }
}
