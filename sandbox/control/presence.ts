import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObserver } from '../core/observer.ts';

/** Node publishes each request of every HTTP server of the process here, before the server's own handler. */
const REQUESTS = 'http.server.request.start';

/** The control path only asks about the sandbox, or keeps a lease of the clock. */
const CONTROL = '/_sandbox/';

/**
 * Whether somebody uses the sandbox: a request to an API or to a model server is open (a watch, a followed log), or
 * ended less than `grace` real ms ago. An open port-forward without a request does not count, nor does the request of an
 * observer.
 */
export class Presence {
  readonly #grace: number;
  readonly #changed: (present: boolean) => void;
  #present = false;
  #open = 0;
  #leaving: NodeJS.Timeout | undefined;

  /** @param changed called with each change; nobody is there at first */
  constructor(grace: number, changed: (present: boolean) => void) {
    this.#grace = grace;
    this.#changed = changed;
  }

  /** Observes every HTTP server of this process. @returns how to stop that */
  observe(): () => Promise<void> {
    const onRequest = (message: unknown): void => {
      const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
      if (!request.url?.startsWith(CONTROL) && !isObserver(request)) response.once('close', this.enter());
    };
    subscribe(REQUESTS, onRequest);
    return async () => {
      unsubscribe(REQUESTS, onRequest);
      clearTimeout(this.#leaving);
    };
  }

  /** A request begins. @returns its end */
  enter(): () => void {
    this.#open++;
    clearTimeout(this.#leaving);
    this.#set(true);
    return () => {
      if (--this.#open > 0) return;
      this.#leaving = setTimeout(() => this.#set(false), this.#grace).unref();
    };
  }

  /** Ends the grace: the requests so far were those of a run that has ended. */
  leave(): void {
    if (this.#open > 0) return;
    clearTimeout(this.#leaving);
    this.#set(false);
  }

  #set(present: boolean): void {
    if (present === this.#present) return;
    this.#present = present;
    this.#changed(present);
  }
}
