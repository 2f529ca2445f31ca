import type { IncomingMessage, ServerResponse } from 'node:http';

/** A proxy in between closes a connection that is silent for a minute (real ms). */
const HEARTBEAT = 15_000;

/** More than this in the socket's buffer: the reader is behind, and gets the next state instead (bytes). */
const BEHIND = 256 * 1024;

/** One event of a `text/event-stream` (html.spec.whatwg.org, server-sent events): data of any text, one line each. */
export function frame(event: string, data: string): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `event: ${event}\n${lines.join('')}\n`;
}

/** One reader of the stream. */
export interface Reader {
  /** False when the reader is behind: the event is dropped. */
  send(event: string, data: string): boolean;
  end(): void;
}

/** Answer a request with a stream of events. @param onEnd called once, when the reader has gone or the stream ends */
export function openStream(request: IncomingMessage, response: ServerResponse, onEnd: () => void): Reader {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 2000\n\n');
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT);
  const reader: Reader = {
    send(event, data) {
      if (response.writableEnded || response.writableLength > BEHIND) return false;
      response.write(frame(event, data));
      return true;
    },
    end: () => void response.end(),
  };
  response.once('close', () => {
    clearInterval(heartbeat);
    onEnd();
  });
  request.socket.setNoDelay(true);
  return reader;
}
