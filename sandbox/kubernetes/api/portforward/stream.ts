import { Duplex } from 'node:stream';
import { CONTROL, controlFrame, dataFrame, FIN, number } from './frames.ts';

const CANCEL = 5;

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
    if (!this.writableFinished) {
      this.#send(controlFrame(CONTROL.rstStream, Buffer.concat([number(this.#id), number(CANCEL)])));
    }
    done(error);
  }
}
