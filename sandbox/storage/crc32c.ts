/** The remainders of the Castagnoli polynomial, which Cloud Storage uses (RFC 3720, appendix B.4). */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** An object's `crc32c`: base64 of the checksum in big-endian order. `crc32c(Buffer.from('123456789'))` is `4waSgw==`. */
export function crc32c(media: Uint8Array): string {
  let value = 0xffffffff;
  for (const byte of media) value = TABLE[(value ^ byte) & 255]! ^ (value >>> 8);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE((value ^ 0xffffffff) >>> 0);
  return bytes.toString('base64');
}
