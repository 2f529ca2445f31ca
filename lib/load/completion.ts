import type { BodyReader } from './response.ts';

/** Reads the body of a completion of vLLM's OpenAI-compatible server. */
export interface CompletionReader extends BodyReader {
  /** Generated tokens by the answer's count; 0 without one. */
  readonly tokens: number;
  /** Why a complete body is not a completion: `TRUNCATED`, `STREAM_ERROR`. */
  readonly fault: string | undefined;
  /** Whether the first token has arrived. */
  readonly begun: boolean;
  /** Events of a stream with text; an answer that is not streamed has none. */
  readonly events: number;
  reset(): void;
}

const TOKENS = '"completion_tokens":';

/** The last match counts: usage follows the text, whose quotes are escaped. */
function tokensIn(text: string): number {
  const at = text.lastIndexOf(TOKENS);
  return at < 0 ? 0 : Number.parseInt(text.slice(at + TOKENS.length, at + TOKENS.length + 12), 10) || 0;
}

/** Bytes at the end of a body that hold `usage`. */
const TAIL = 512;

/** A whole JSON answer; reads only its end, so that long answers cost nothing. */
export class JsonCompletion implements CompletionReader {
  readonly fault = undefined;
  readonly begun = false;
  readonly events = 0;
  #tail = '';

  get tokens(): number {
    return tokensIn(this.#tail);
  }

  reset(): void {
    this.#tail = '';
  }

  read(buffer: Buffer, start: number, end: number): void {
    if (end - start >= TAIL) this.#tail = buffer.toString('latin1', end - TAIL, end);
    else this.#tail = (this.#tail + buffer.toString('latin1', start, end)).slice(-TAIL);
  }
}

/** Server-sent events with one JSON object per `data:` line, ended by `[DONE]`. */
export class StreamedCompletion implements CompletionReader {
  tokens = 0;
  begun = false;
  events = 0;
  #ended = false;
  #failed = false;
  #line = '';

  get fault(): string | undefined {
    if (this.#failed) return 'STREAM_ERROR';
    return this.#ended ? undefined : 'TRUNCATED';
  }

  reset(): void {
    this.tokens = 0;
    this.begun = false;
    this.events = 0;
    this.#ended = false;
    this.#failed = false;
    this.#line = '';
  }

  read(buffer: Buffer, start: number, end: number): void {
    const lines = (this.#line + buffer.toString('latin1', start, end)).split('\n');
    this.#line = lines.pop()!;
    for (const line of lines) if (line.startsWith('data:')) this.#event(line.slice(5).trim());
  }

  #event(data: string): void {
    if (data === '[DONE]') this.#ended = true;
    else if (data.startsWith('{"error"')) this.#failed = true;
    else {
      this.begun ||= hasText(data);
      // The last event has the usage and no choice.
      if (this.begun && data.includes('"choices":[{')) this.events++;
      this.tokens = tokensIn(data) || this.tokens;
    }
  }
}

/** The first event may have no text. */
function hasText(data: string): boolean {
  try {
    const { choices } = JSON.parse(data) as { choices?: { text?: string; delta?: { content?: string } }[] };
    return Boolean(choices?.[0]?.text || choices?.[0]?.delta?.content);
  } catch {
    return false;
  }
}
