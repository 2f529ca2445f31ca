import { constants, createInflate, type Inflate } from 'node:zlib';
import { DICTIONARY, prefixed } from './dictionary.ts';

/** Stream headers; names are in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** Adler-32 of the dictionary, by which the peer knows that it is the one. */
const DICTIONARY_ID = 0xe3c6a7c2;

/** An empty block, which makes a reader return its output. */
const FLUSH = Buffer.from([0, 0, 0, 0xff, 0xff]);

/** Unpacks the header blocks of one connection, which are one zlib stream. */
export class HeaderReader {
  readonly #inflate: Inflate = createInflate({ dictionary: DICTIONARY, flush: constants.Z_SYNC_FLUSH });

  async read(block: Buffer): Promise<Headers> {
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      this.#inflate.once('error', reject);
      this.#inflate.write(block, () => {
        this.#inflate.off('error', reject);
        resolve(this.#inflate.read() ?? Buffer.alloc(0));
      });
    });
    let offset = 4;
    const next = (): string => {
      const end = offset + 4 + bytes.readUInt32BE(offset);
      const text = bytes.toString('utf8', offset + 4, end);
      offset = end;
      return text;
    };
    const headers: Record<string, string> = {};
    for (let left = bytes.readUInt32BE(0); left > 0; left--) headers[next().toLowerCase()] = next();
    return headers;
  }
}

/** Packs header blocks, without compressing them: stored blocks of a zlib stream that names the dictionary. */
export class HeaderWriter {
  #first = true;

  write(headers: Headers): Buffer {
    const pairs = Object.entries(headers);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(pairs.length);
    const bytes = Buffer.concat([count, ...pairs.flat().map(prefixed)]);
    const stored = Buffer.alloc(5);
    stored.writeUInt16LE(bytes.length, 1);
    stored.writeUInt16LE(~bytes.length & 0xffff, 3);
    const start = this.#first ? streamStart() : Buffer.alloc(0);
    this.#first = false;
    return Buffer.concat([start, stored, bytes, FLUSH]);
  }
}

function streamStart(): Buffer {
  const start = Buffer.from([0x78, 0xbb, 0, 0, 0, 0]);
  start.writeUInt32BE(DICTIONARY_ID, 2);
  return start;
}
