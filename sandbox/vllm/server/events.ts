import type { ApiReply } from '../../core/http.ts';
import type { AppRequest } from './app.ts';

/** Server-sent events. All events of one turn of the event loop are sent in one chunk. */
export interface EventSink {
  /** @param json one event's data */
  send(json: string): void;
  /** `[DONE]`, and the end of the answer. */
  done(): void;
}

/** A response of events. `start` is called after the head is sent; `onGone` is called when the client disconnects. */
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
