import type { Sequence } from '../engine/sequence.ts';
import type { App } from './app.ts';
import { outputToken, type Plan, planOutput } from './plan.ts';
import type { SamplingParams } from './sampling.ts';

export interface Prompt {
  readonly text: string;
  readonly tokens: readonly number[];
}

/** One choice of an answer: a sequence in the engine and what it says. */
export interface Choice {
  readonly index: number;
  readonly prompt: Prompt;
  readonly plan: Plan;
}

export interface Listener {
  /** A choice has so many tokens now. */
  onToken?(choice: Choice, outputs: number): void;
  onFinish(choice: Choice, sequence: Sequence): void;
  /** Every choice has ended. */
  onDone(): void;
}

export interface GenerationOptions {
  readonly cacheSalt?: string | undefined;
  /** Aborts what is still being generated. */
  readonly signal: AbortSignal;
}

/** Let the engine generate `n` choices for each prompt, each as long as asked for or as fits. */
export function generate(
  app: App,
  prompts: readonly Prompt[],
  params: SamplingParams,
  options: GenerationOptions,
  listener: Listener,
): readonly Choice[] {
  const choices: Choice[] = [];
  for (const prompt of prompts) {
    const limit = Math.min(params.maxTokens ?? Number.POSITIVE_INFINITY, app.config.maxModelLen - prompt.tokens.length);
    for (let i = 0; i < params.n; i++) {
      choices.push({ index: choices.length, prompt, plan: planOutput(app.writing, prompt.text, params, limit) });
    }
  }
  let left = choices.length;
  const { onToken } = listener;
  const sequences = choices.map((choice) =>
    app.engine.submit({
      promptTokens: choice.prompt.tokens,
      outputLength: choice.plan.outputLength,
      finishReason: choice.plan.finishReason,
      ...(options.cacheSalt && { cacheSalt: options.cacheSalt }),
      outputToken: (index) => outputToken(choice.plan, app.writing, index),
      ...(onToken && { onToken: (outputs: number) => onToken(choice, outputs) }),
      onFinish: (sequence) => {
        listener.onFinish(choice, sequence);
        if (--left > 0) return;
        observe(app, choices, params);
        listener.onDone();
      },
    }),
  );
  options.signal.addEventListener('abort', () => {
    for (const sequence of sequences) app.engine.abort(sequence);
  });
  return choices;
}

/** Each prompt of a body is a request of its own to the engine. */
function observe(app: App, choices: readonly Choice[], { n, maxTokens }: SamplingParams): void {
  for (let i = 0; i < choices.length; i += n) {
    const siblings = choices.slice(i, i + n);
    const longest = Math.max(...siblings.map(({ plan }) => plan.outputLength));
    const limit = app.config.maxModelLen - siblings[0]!.prompt.tokens.length;
    app.stats.observeRequest({ n, maxTokens: Math.min(maxTokens ?? limit, limit), longest });
  }
}
