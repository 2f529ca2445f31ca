import type { Duplex } from 'node:stream';

/** The types of control frames. */
export const CONTROL = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7 } as const;

/** The flag of a sender's last frame on a stream. */
export const FIN = 1;

/** The largest frame that is taken in (bytes). */
const MAX_FRAME = 1 << 20;

export interface Frame {
  /** The type of a control frame; undefined for data. */
  readonly control: number | undefined;
  readonly stream: number;
  readonly flags: number;
  readonly payload: Buffer;
}

/** The frames of SPDY/3.1 that come in, after `head`, until the connection ends. @throws Error for one that is too large */
export async function* frames(socket: Duplex, head: Buffer): AsyncIterableIterator<Frame> {
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

/** Four bytes, big-endian. */
export function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function controlFrame(type: number, payload: Buffer): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt32BE((0x80030000 | type) >>> 0, 0);
  start.writeUInt32BE(payload.length, 4);
  return Buffer.concat([start, payload]);
}

export function dataFrame(stream: number, flags: number, payload: Buffer): Buffer {
  const start = Buffer.alloc(8);
  start.writeUInt32BE(stream, 0);
  start.writeUInt32BE(payload.length, 4);
  start[4] = flags;
  return Buffer.concat([start, payload]);
}
