import { Duplex } from 'node:stream';
import { HeaderReader, type Headers, HeaderWriter } from './headers.ts';

const SYN_STREAM = 1;
const SYN_REPLY = 2;
const RST_STREAM = 3;
const PING = 6;
const GOAWAY = 7;
const FIN = 1;
const CANCEL = 5;

/** The largest frame that is taken in (bytes). */
const MAX_FRAME = 1 << 20;

interface Frame {
  /** The type of a control frame; undefined for data. */
  readonly control: number | undefined;
  readonly stream: number;
  readonly flags: number;
  readonly payload: Buffer;
}

/**
 * The server's side of a SPDY/3.1 connection, as far as Kubernetes' clients use it: they open streams, and keep no windows.
 * @param onStream called for each stream that the client opens
 */
export async function serveSpdy(
  socket: Duplex,
  head: Buffer,
  onStream: (stream: SpdyStream, headers: Headers) => void,
): Promise<void> {
  const streams = new Map<number, SpdyStream>();
  const reader = new HeaderReader();
  const writer = new HeaderWriter();
  const send = (frame: Buffer, done?: () => void): void => {
    if (socket.writable) socket.write(frame, done);
    else done?.();
  };
  try {
    for await (const { control, stream: id, flags, payload } of frames(socket, head)) {
      const known = streams.get(id);
      if (control === SYN_STREAM) {
        const headers = await reader.read(payload.subarray(10));
        const stream = new SpdyStream(id, send);
        streams.set(
          id,
          stream.once('close', () => streams.delete(id)),
        );
        send(controlFrame(SYN_REPLY, Buffer.concat([number(id), writer.write({})])));
        if ((flags & FIN) !== 0) stream.push(null);
        onStream(stream, headers);
      } else if (control === RST_STREAM) known?.destroy();
      else if (control === PING) send(controlFrame(PING, payload));
      else if (control === GOAWAY) break;
      else if (control === undefined) {
        if (payload.length > 0) await known?.deliver(payload);
        if ((flags & FIN) !== 0) known?.push(null);
      }
    }
  } finally {
    for (const stream of streams.values()) stream.destroy();
    socket.destroy();
  }
}

/** One stream of a connection. */
export class SpdyStream extends Duplex {
  readonly #id: number;
  readonly #send: (frame: Buffer, done?: () => void) => void;
  #wanted: (() => void) | undefined;

  constructor(id: number, send: (frame: Buffer, done?: () => void) => void) {
    super({ allowHalfOpen: true });
    this.#id = id;
    this.#send = send;
    this.on('error', () => {});
  }

  /** Hands over what came in; resolves when there is room for more. */
  async deliver(chunk: Buffer): Promise<void> {
    if (this.destroyed || this.push(chunk)) return;
    await new Promise<void>((resolve) => {
      this.#wanted = resolve;
    });
  }

  override _read(): void {
    this.#wanted?.();
    this.#wanted = undefined;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(dataFrame(this.#id, 0, chunk), done);
  }

  override _final(done: () => void): void {
    this.#send(dataFrame(this.#id, FIN, Buffer.alloc(0)), done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this._read();
    if (!this.writableFinished) this.#send(controlFrame(RST_STREAM, Buffer.concat([number(this.#id), number(CANCEL)])));
    done(error);
  }
}

async function* frames(socket: Duplex, head: Buffer): AsyncIterableIterator<Frame> {
  let buffer = head;
  const take = function* (): IterableIterator<Frame> {
    while (buffer.length >= 8) {
      const length = buffer.readUIntBE(5, 3);
      if (length > MAX_FRAME) throw new Error(`A frame of ${length} bytes is too large`);
      if (buffer.length < 8 + length) return;
      const first = buffer.readUInt32BE(0);
      const control = first >>> 31 === 1 ? first & 0xffff : undefined;
      const payload = buffer.subarray(8, 8 + length);
      const stream = control === undefined || length < 4 ? first & 0x7fffffff : payload.readUInt32BE(0) & 0x7fffffff;
      yield { control, stream, flags: buffer[4]!, payload };
      buffer = buffer.subarray(8 + length);
    }
  };
  yield* take();
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    yield* take();
  }
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function controlFrame(type: number, payload: Buffer): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt32BE((0x80030000 | type) >>> 0, 0);
  start.writeUInt32BE(payload.length, 4);
  return Buffer.concat([start, payload]);
}

function dataFrame(stream: number, flags: number, payload: Buffer): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt32BE(stream, 0);
  start.writeUInt32BE(payload.length, 4);
  start[4] = flags;
  return Buffer.concat([start, payload]);
}
