import type { FinishReason } from '../engine/sequence.ts';
import { type Wording, wordingOf } from '../text/continuation.ts';
import { END_OF_TEXT } from '../text/vocabulary.ts';
import type { Writing } from '../text/writing.ts';
import type { SamplingParams } from './sampling.ts';
import { satisfying } from './structured.ts';

/** What one sequence is going to say. */
export interface Plan {
  readonly continuation: Wording;
  /** Tokens until its end, the end-of-text token included. */
  readonly outputLength: number;
  readonly finishReason: FinishReason;
  readonly stopReason: string | number | null;
  /** Of the tokens, those that have a text. */
  readonly spoken: number;
  /** All of the text, without a stop string at its end. */
  readonly text: string;
}

/** Foresee a sequence's end: a stop string or token, the end of the text, or its limit, whichever comes first. */
export function planOutput(writing: Writing, prompt: string, params: SamplingParams, limit: number): Plan {
  const { constraint } = params;
  const greedy = params.temperature === 0;
  const continuation = constraint
    ? wordingOf(satisfying(constraint, (count) => writing.pick(prompt, greedy, count)))
    : writing.continue(prompt, greedy);
  // A constraint that is met admits nothing but the end of the text.
  const shortest = constraint ? 0 : params.minTokens + 1;
  const ignored = params.ignoreEos && !constraint;
  const end = ignored ? Number.POSITIVE_INFINITY : Math.max(continuation.endOfText, shortest);
  const ends = end <= limit;
  const outputLength = ends ? end : limit;
  const natural: Plan = {
    continuation,
    outputLength,
    finishReason: ends ? 'stop' : 'length',
    stopReason: null,
    spoken: ends ? outputLength - 1 : outputLength,
    text: continuation.text(ends ? outputLength - 1 : outputLength),
  };
  const stopped = params.stop.length > 0 ? stopAtText(natural, params) : natural;
  return params.stopTokenIds.length > 0 ? stopAtToken(stopped, writing, params) : stopped;
}

function stopAtText(plan: Plan, params: SamplingParams): Plan {
  const from = plan.continuation.text(params.minTokens).length;
  let at = -1;
  let stop = '';
  for (const candidate of params.stop) {
    const index = plan.text.indexOf(candidate, from);
    if (index >= 0 && (at < 0 || index + candidate.length < at + stop.length)) [at, stop] = [index, candidate];
  }
  if (at < 0) return plan;
  let tokens = 0;
  for (let length = 0; length < at + stop.length; tokens++) length += plan.continuation.piece(tokens).length;
  const text = plan.text.slice(0, params.includeStop ? at + stop.length : at);
  return { ...plan, outputLength: tokens, spoken: tokens, finishReason: 'stop', stopReason: stop, text };
}

function stopAtToken(plan: Plan, writing: Writing, params: SamplingParams): Plan {
  const ids = new Set(params.stopTokenIds);
  for (let i = params.minTokens; i < plan.spoken; i++) {
    const id = plan.continuation.id(i, writing.vocabulary);
    if (!ids.has(id)) continue;
    const text = plan.continuation.text(i + 1);
    return { ...plan, outputLength: i + 1, spoken: i + 1, finishReason: 'stop', stopReason: id, text };
  }
  return plan;
}

/** The id of an output token. */
export function outputToken(plan: Plan, writing: Writing, index: number): number {
  return index < plan.spoken ? plan.continuation.id(index, writing.vocabulary) : END_OF_TEXT;
}

export function outputTokens(plan: Plan, writing: Writing, from = 0, to = plan.outputLength): number[] {
  return Array.from({ length: to - from }, (_, i) => outputToken(plan, writing, from + i));
}
