/** Receives a response's body piece by piece; the bytes are valid only during the call. */
export interface BodyReader {
  read(buffer: Buffer, start: number, end: number): void;
}

export class ProtocolError extends Error {
  readonly code = 'PROTOCOL';
}

type State = 'head' | 'body' | 'until-close' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailer' | 'done';

const MAX_HEAD = 65_536;
const PIECE = 2048;
const LF = 10;

/** Parses HTTP/1.1 responses from arbitrary pieces of a byte stream. */
export class ResponseParser {
  status = 0;
  /** Whether the connection can be reused. */
  keepAlive = true;
  #state: State = 'head';
  /** The received part of the head, or of a line between chunks. */
  #text = '';
  #left = 0;

  get done(): boolean {
    return this.#state === 'done';
  }

  reset(): void {
    this.#state = 'head';
    this.#text = '';
  }

  /** @returns the next offset: `end`, or less once the response is done. @throws ProtocolError */
  read(buffer: Buffer, start: number, end: number, body: BodyReader): number {
    let at = start;
    while (at < end && this.#state !== 'done') at = this.#step(buffer, at, end, body);
    return at;
  }

  /** The server closed the connection. @returns whether the response is complete */
  close(): boolean {
    if (this.#state === 'until-close') this.#state = 'done';
    return this.#state === 'done';
  }

  #step(buffer: Buffer, at: number, end: number, body: BodyReader): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(buffer, at, end);
      case 'body':
      case 'chunk-data': {
        const stop = Math.min(end, at + this.#left);
        body.read(buffer, at, stop);
        this.#left -= stop - at;
        if (this.#left === 0) this.#state = this.#state === 'body' ? 'done' : 'chunk-end';
        return stop;
      }
      case 'until-close':
        body.read(buffer, at, end);
        return end;
      default:
        return this.#readLine(buffer, at, end);
    }
  }

  #readHead(buffer: Buffer, at: number, end: number): number {
    const before = this.#text.length;
    const stop = Math.min(end, at + PIECE);
    this.#text += buffer.toString('latin1', at, stop);
    const blank = this.#text.indexOf('\r\n\r\n', Math.max(0, before - 3));
    if (blank < 0) {
      if (this.#text.length > MAX_HEAD) throw new ProtocolError('The head of the response does not end');
      return stop;
    }
    const head = this.#text.slice(0, blank + 2);
    this.#text = '';
    this.#interpret(head);
    return at + blank + 4 - before;
  }

  #interpret(head: string): void {
    const version = /^HTTP\/1\.([01]) (\d{3})[ \r]/.exec(head);
    if (!version) throw new ProtocolError('The response is not HTTP/1.1');
    this.status = Number(version[2]);
    if (this.status < 200) return;
    const fields = head.toLowerCase();
    const connection = /\r\nconnection:([^\r]*)/.exec(fields)?.[1] ?? '';
    this.keepAlive = version[1] === '1' ? !connection.includes('close') : connection.includes('keep-alive');
    if (this.status === 204 || this.status === 304) this.#state = 'done';
    else if (/\r\ntransfer-encoding:[^\r]*chunked/.test(fields)) this.#state = 'chunk-size';
    else this.#expectLength(/\r\ncontent-length:[ \t]*(\d+)[ \t]*\r/.exec(fields)?.[1]);
  }

  #expectLength(length: string | undefined): void {
    this.#left = Number(length);
    this.#state = length === undefined ? 'until-close' : this.#left === 0 ? 'done' : 'body';
    if (this.#state === 'until-close') this.keepAlive = false;
  }

  #readLine(buffer: Buffer, at: number, end: number): number {
    const found = buffer.subarray(at, end).indexOf(LF);
    const stop = found < 0 ? end : at + found + 1;
    this.#text += buffer.toString('latin1', at, stop);
    if (this.#text.length > MAX_HEAD) throw new ProtocolError('A line between chunks does not end');
    if (found >= 0) {
      const line = this.#text.trim();
      this.#text = '';
      this.#endLine(line);
    }
    return stop;
  }

  #endLine(line: string): void {
    if (this.#state === 'chunk-size') {
      const size = /^([0-9a-f]{1,12})[ \t]*(?:;|$)/i.exec(line);
      if (!size) throw new ProtocolError('A chunk has no size');
      this.#left = Number.parseInt(size[1]!, 16);
      this.#state = this.#left > 0 ? 'chunk-data' : 'trailer';
    } else if (this.#state === 'chunk-end') {
      if (line !== '') throw new ProtocolError('A chunk is longer than its size');
      this.#state = 'chunk-size';
    } else if (line === '') {
      this.#state = 'done';
    }
  }
}
