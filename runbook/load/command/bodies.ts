import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { type Random, randomFrom, type TraceRequest } from '../../../lib/load/index.ts';
import type { Range } from './range.ts';

/** What the requests of a load say. */
export interface Wording {
  readonly model: string;
  readonly chat: boolean;
  readonly ignoreEos: boolean;
  readonly input: Range;
  readonly output: Range;
  /** Instead of made prompts. */
  readonly prompts?: readonly string[] | undefined;
  /** The lengths of each request, instead of `input` and `output`. */
  readonly trace?: readonly TraceRequest[] | undefined;
  readonly seed: number;
}

/** Common words of one token each in most vocabularies. */
const WORDS =
  'the city bay fog hill street bridge water light house story people day night wind sea old new road tram'.split(' ');

/** The JSON of request 0, 1, … The lengths depend only on the seed and the number of calls. */
export function bodies(wording: Wording): (n: number) => object {
  const { model, chat, ignoreEos, prompts, trace, seed } = wording;
  const random = randomFrom(seed);
  return (n) => {
    const given = trace?.[n];
    const output = given?.output ?? within(wording.output, random);
    const text = prompts
      ? prompts[n % prompts.length]!
      : prompt(n, given?.input ?? within(wording.input, random), random);
    const asked = chat ? { messages: [{ role: 'user', content: text }] } : { prompt: text };
    return { model, ...asked, max_tokens: Math.max(1, output), temperature: 0, ...(ignoreEos && { ignore_eos: true }) };
  };
}

function within({ least, most }: Range, random: Random): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** The number stands first, so that no two prompts share a prefix. */
function prompt(n: number, words: number, random: Random): string {
  const others = Array.from({ length: Math.max(0, words - 1) }, () => WORDS[Math.floor(random() * WORDS.length)]!);
  return [n, ...others].join(' ');
}

/** The prompts of a JSONL file. @throws RunbookError LOAD_INPUT with the line */
export function readPrompts(text: string, name: string): readonly string[] {
  const lines = text.split('\n').map((line, at) => ({ line, at }));
  const prompts = lines
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, at }) => promptOf(line, `${name}:${at + 1}`));
  if (prompts.length === 0) throw wrong(`${name} has no prompt`);
  return prompts;
}

function promptOf(line: string, place: string): string {
  try {
    const { prompt: text } = JSON.parse(line) as { prompt?: unknown };
    if (typeof text === 'string' && text !== '') return text;
  } catch {
    // The same error as for other JSON.
  }
  throw wrong(`${place}: expected a JSON object with a prompt, not ${line.slice(0, 80)}`);
}

function wrong(message: string): RunbookError {
  return new RunbookError('LOAD_INPUT', message, {
    remedy: 'Use one JSON object per line, for example {"prompt": "Hello"}',
  });
}
