/** Writes protobuf fields one after the other. */
export class MessageWriter {
  readonly #parts: Buffer[] = [];

  text(field: number, value: string | undefined): this {
    return value === undefined ? this : this.bytes(field, Buffer.from(value));
  }

  texts(field: number, values: readonly string[] = []): this {
    for (const value of values) this.text(field, value);
    return this;
  }

  flag(field: number, value: boolean): this {
    this.#parts.push(varint(field << 3), varint(Number(value)));
    return this;
  }

  bytes(field: number, value: Buffer): this {
    this.#parts.push(varint((field << 3) | 2), varint(value.length), value);
    return this;
  }

  message(field: number, value: MessageWriter | undefined): this {
    return value === undefined ? this : this.bytes(field, value.finish());
  }

  messages(field: number, values: Iterable<MessageWriter>): this {
    for (const value of values) this.message(field, value);
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
