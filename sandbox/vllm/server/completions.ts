import type { ApiReply } from '../../core/http.ts';
import { type App, type AppHandler, type AppRequest, nowSeconds } from './app.ts';
import { completionBody, usageOf } from './completion-answer.ts';
import { CompletionFrames } from './completion-frames.ts';
import { type CompletionRequest, readCompletion } from './completion-request.ts';
import { type EventSink, eventStream } from './events.ts';
import { type Answer, type Choice, type GenerationOptions, generate } from './generation.ts';

/** POST /v1/completions */
export const createCompletion: AppHandler = (app, raw) => {
  const request = readCompletion(app, raw);
  const created = nowSeconds(app);
  if (request.stream) {
    return eventStream((sink, onGone) =>
      generate(app, { ...request, onGone }, new StreamedAnswer(app, request, created, sink)),
    );
  }
  return new Promise((resolve) =>
    generate(app, optionsOf(request, raw), new WholeAnswer(app, request, created, resolve)),
  );
};

function optionsOf({ prompts, params, cacheSalt }: CompletionRequest, raw: AppRequest): GenerationOptions {
  return { prompts, params, cacheSalt, onGone: raw.onGone.bind(raw) };
}

class WholeAnswer implements Answer {
  readonly #app: App;
  readonly #request: CompletionRequest;
  readonly #created: number;
  readonly #resolve: (reply: ApiReply) => void;

  constructor(app: App, request: CompletionRequest, created: number, resolve: (reply: ApiReply) => void) {
    this.#app = app;
    this.#request = request;
    this.#created = created;
    this.#resolve = resolve;
  }

  onDone(choices: readonly Choice[], cached: number): void {
    this.#resolve({ body: completionBody(this.#app, this.#request, choices, this.#created, cached) });
  }
}

class StreamedAnswer implements Answer {
  readonly #app: App;
  readonly #request: CompletionRequest;
  readonly #sink: EventSink;
  readonly #frames: CompletionFrames;

  constructor(app: App, request: CompletionRequest, created: number, sink: EventSink) {
    this.#app = app;
    this.#request = request;
    this.#sink = sink;
    this.#frames = new CompletionFrames(app, request, created);
  }

  onToken(choice: Choice, outputs: number): void {
    this.#sink.send(this.#frames.delta(choice, outputs));
  }

  onDone(choices: readonly Choice[], cached: number): void {
    if (this.#request.usage.include)
      this.#sink.send(this.#frames.usage(usageOf(this.#app, this.#request, choices, cached)));
    this.#sink.done();
  }
}
