import type { ApiReply } from '../../core/http.ts';
import type { AppRequest } from './app.ts';

/** Server-sent events. What is sent in one turn of the event loop goes out in one piece. */
export interface EventSink {
  /** @param json one event's data */
  send(json: string): void;
  /** `[DONE]`, and the end of the answer. */
  done(): void;
}

/** An answer of events. `start` is called once the head is out; `onGone` tells when the client goes away. */
export function eventStream(start: (sink: EventSink, onGone: AppRequest['onGone']) => void): ApiReply {
  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    stream: (write, end, signal) => {
      let pending = '';
      let finished = false;
      const flush = (): void => {
        if (pending !== '' && !signal.aborted) write(pending);
        pending = '';
        if (finished) end();
      };
      const add = (text: string): void => {
        if (pending === '') queueMicrotask(flush);
        pending += text;
      };
      const sink: EventSink = {
        send: (json) => add(`data: ${json}\n\n`),
        done: () => {
          finished = true;
          add('data: [DONE]\n\n');
        },
      };
      start(sink, (listener) => signal.addEventListener('abort', listener));
    },
  };
}
