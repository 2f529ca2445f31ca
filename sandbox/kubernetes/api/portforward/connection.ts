import type { Duplex } from 'node:stream';
import { CONTROL, controlFrame, FIN, type Frame, frames, number } from './frames.ts';
import { HeaderReader, type Headers, HeaderWriter } from './headers.ts';
import { SpdyStream } from './stream.ts';

/** The subset of SPDY/3.1 that Kubernetes clients use: the client opens streams, and there is no flow control. */
class Connection {
  readonly #socket: Duplex;
  readonly #streams = new Map<number, SpdyStream>();
  readonly writer = new HeaderWriter();

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  send = (frame: Buffer, done?: () => void): void => {
    if (this.#socket.writable) this.#socket.write(frame, done);
    else done?.();
  };

  stream(id: number): SpdyStream {
    const stream = new SpdyStream(id, this.send);
    this.#streams.set(id, stream);
    return stream.once('close', () => this.#streams.delete(id));
  }

  /** Hand each frame to its stream; resolves when the connection has ended. */
  async attend(head: Buffer, onOpen: (frame: Frame) => Promise<void>): Promise<void> {
    try {
      for await (const frame of frames(this.#socket, head)) {
        const { control, stream: id, flags, payload } = frame;
        const known = this.#streams.get(id);
        if (control === CONTROL.synStream) await onOpen(frame);
        else if (control === CONTROL.rstStream) known?.destroy();
        else if (control === CONTROL.ping) this.send(controlFrame(CONTROL.ping, payload));
        else if (control === CONTROL.goAway) break;
        else if (control === undefined) {
          if (payload.length > 0) await known?.deliver(payload);
          if ((flags & FIN) !== 0) known?.push(null);
        }
      }
    } finally {
      for (const stream of this.#streams.values()) stream.destroy();
      this.#socket.destroy();
    }
  }
}

/**
 * The server's side.
 * @param onStream called for each stream that the client opens
 */
export async function serveSpdy(
  socket: Duplex,
  head: Buffer,
  onStream: (stream: SpdyStream, headers: Headers) => void,
): Promise<void> {
  const connection = new Connection(socket);
  const reader = new HeaderReader();
  await connection.attend(head, async ({ stream: id, flags, payload }) => {
    const headers = await reader.read(payload.subarray(10));
    const stream = connection.stream(id);
    connection.send(controlFrame(CONTROL.synReply, Buffer.concat([number(id), connection.writer.write({})])));
    if ((flags & FIN) !== 0) stream.push(null);
    onStream(stream, headers);
  });
}

/** The client's side. */
export interface SpdyClient {
  open(headers: Headers): SpdyStream;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
}

export function openSpdy(socket: Duplex, head: Buffer): SpdyClient {
  const connection = new Connection(socket);
  // A client's streams have odd numbers.
  let last = -1;
  return {
    open: (headers) => {
      last += 2;
      const [associated, priority] = [number(0), Buffer.alloc(2)];
      const block = connection.writer.write(headers);
      connection.send(controlFrame(CONTROL.synStream, Buffer.concat([number(last), associated, priority, block])));
      return connection.stream(last);
    },
    ended: connection.attend(head, async () => undefined),
  };
}
