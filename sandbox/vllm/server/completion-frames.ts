import type { App } from './app.ts';
import type { CompletionRequest } from './completion-request.ts';
import type { Choice } from './generation.ts';
import { completionLogprobs } from './logprobs.ts';
import { outputTokens } from './plan.ts';

/** The chunks of one streamed completion. Only set fields are serialised, so most of a chunk is constant. */
export class CompletionFrames {
  readonly #app: App;
  readonly #request: CompletionRequest;
  readonly #head: string;
  readonly #tokens: number[] = [];
  readonly #characters: number[] = [];

  constructor(app: App, request: CompletionRequest, created: number) {
    this.#app = app;
    this.#request = request;
    const head = { id: request.id, object: 'text_completion', created, model: request.model };
    this.#head = JSON.stringify(head).slice(0, -1);
  }

  delta(choice: Choice, outputs: number): string {
    const { index, plan } = choice;
    const last = outputs === plan.outputLength;
    const before = this.#tokens[index] ?? 0;
    const text = this.#text(choice, outputs, last);
    this.#tokens[index] = outputs;
    const ends = last
      ? `${JSON.stringify(plan.finishReason)},"stop_reason":${JSON.stringify(plan.stopReason)}`
      : 'null,"stop_reason":null';
    const body = `"index":${index},"text":${JSON.stringify(text)},"logprobs":${this.#logprobs(choice, before, outputs)},"finish_reason":${ends}`;
    return `${this.#head},"choices":[{${body}${this.#ids(choice, before, outputs)}}]${this.#tail(choice, outputs, last)}}`;
  }

  /** The chunk before the last, when the usage was asked for. */
  usage(usage: object): string {
    const { version } = this.#app.config;
    const fingerprint = version.has('fingerprint')
      ? `,"system_fingerprint":${JSON.stringify(this.#app.systemFingerprint)}`
      : '';
    const known = Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== null));
    return `${this.#head},"choices":[],"usage":${JSON.stringify(known)}${fingerprint}}`;
  }

  /** The new part of the text; a stop string at its end is never sent. */
  #text({ index, prompt, plan }: Choice, outputs: number, last: boolean): string {
    const sent = this.#characters[index];
    const from = sent ?? 0;
    let to = from;
    if (last) to = plan.text.length;
    else {
      for (let i = this.#tokens[index] ?? 0; i < outputs; i++) to += plan.continuation.piece(i).length;
      to = Math.min(to, plan.text.length);
    }
    this.#characters[index] = to;
    const said = this.#request.promptOnly ? '' : plan.text.slice(from, to);
    return sent === undefined && this.#request.echo && !this.#request.returnTokenIds ? prompt.text + said : said;
  }

  #logprobs({ plan, prompt }: Choice, from: number, to: number): string {
    const { params, echo } = this.#request;
    if (params.logprobs === undefined) return 'null';
    const asked = echo && from === 0 ? prompt.tokens.map((id) => this.#app.writing.vocabulary.piece(id)) : [];
    const said = plan.continuation.pieces(Math.min(to, plan.spoken)).slice(from);
    const offset = plan.continuation.text(from).length;
    const options = { top: params.logprobs, offset, place: from, firstUnknown: asked.length > 0 };
    return JSON.stringify(completionLogprobs([...asked, ...said], options));
  }

  #ids({ plan, prompt }: Choice, from: number, to: number): string {
    if (!this.#app.config.version.has('tokenIds')) return '';
    if (!this.#request.returnTokenIds) return ',"prompt_token_ids":null,"token_ids":null';
    const asked = from === 0 ? JSON.stringify(prompt.tokens) : 'null';
    return `,"prompt_token_ids":${asked},"token_ids":${JSON.stringify(outputTokens(plan, this.#app.writing, from, to))}`;
  }

  #tail({ prompt }: Choice, outputs: number, last: boolean): string {
    const { version } = this.#app.config;
    const { usage } = this.#request;
    const stamp = last && !usage.include && this.#app.systemFingerprint !== null;
    const fingerprint = stamp ? `,"system_fingerprint":${JSON.stringify(this.#app.systemFingerprint)}` : '';
    if (usage.continuous) {
      const inputs = prompt.tokens.length;
      return `${fingerprint},"usage":{"prompt_tokens":${inputs},"total_tokens":${inputs + outputs},"completion_tokens":${outputs}}`;
    }
    return version.has('tokenIds') ? fingerprint : ',"usage":null';
  }
}
