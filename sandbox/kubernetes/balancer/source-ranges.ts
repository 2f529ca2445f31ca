/** Whether an IPv4 address is in one of the ranges (`10.0.0.0/8`); no range admits everyone. */
export function admits(ranges: readonly string[] | undefined, address: string): boolean {
  if (!ranges || ranges.length === 0) return true;
  const source = toNumber(address.replace(/^::ffff:/, ''));
  return ranges.some((range) => {
    const [base = '', bits = '32'] = range.split('/');
    const mask = bits === '0' ? 0 : (-1 << (32 - Number(bits))) >>> 0;
    return (source & mask) >>> 0 === (toNumber(base) & mask) >>> 0;
  });
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, part) => ((number << 8) | Number(part)) >>> 0, 0);
}
