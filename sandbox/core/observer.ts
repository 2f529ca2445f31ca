import type { IncomingMessage } from 'node:http';
import type { Clock } from './clock.ts';

/** Sent by a client that only looks, such as a live page: simulated time neither runs nor waits for it. */
const HEADER = 'x-sandbox-observer';

export function isObserver({ headers }: { readonly headers: IncomingMessage['headers'] }): boolean {
  return headers[HEADER] === '1';
}

/** A request has come: what is due happens before its answer, and stepped time gives others than observers time to act. */
export function attendTo(message: IncomingMessage, clock: Clock): void {
  if (isObserver(message)) clock.advance();
  else clock.attend();
}
