import { StatusError } from '../../store/status-error.ts';

/** A field as it is on the wire: a varint, or the bytes of anything else that Kubernetes uses. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** Reads the fields of a protobuf message. @throws StatusError BadRequest when the bytes are no message */
export function* wireFields(message: Buffer): IterableIterator<WireField> {
  let offset = 0;
  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[offset++];
      if (byte === undefined) throw malformed();
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
    throw malformed();
  };
  const take = (length: number): Buffer => {
    if (offset + length > message.length) throw malformed();
    offset += length;
    return message.subarray(offset - length, offset);
  };
  const readers: Readonly<Record<number, () => bigint | Buffer>> = {
    0: varint,
    1: () => take(8),
    2: () => take(Number(varint())),
    5: () => take(4),
  };
  while (offset < message.length) {
    const key = varint();
    const reader = readers[Number(key & 7n)];
    if (!reader) throw malformed();
    yield { number: Number(key >> 3n), value: reader() };
  }
}

export function malformed(): StatusError {
  return new StatusError('BadRequest', 'the body of the request is no valid protobuf message');
}
