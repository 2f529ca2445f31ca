/** Multiples by suffix, in units. */
const SUFFIX: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Quantity in milli-units, rounded up as `Quantity.MilliValue()` does. NaN when it is not a quantity. */
export function milliValue(quantity: string | number): number {
  const [, digits, suffix] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([numkMGTPE]?|[KMGTPE]i)$/.exec(String(quantity)) ?? [];
  const milli = Number(digits) * (SUFFIX[suffix ?? ''] ?? Number.NaN) * 1000;
  // Decimal fractions are not exact in binary: 0.07 × 1000 must not become 71.
  return Math.ceil(Number(milli.toPrecision(15)));
}

/** The canonical form of `resource.NewMilliQuantity`: `34972m`, `35`, `2k`; memory in powers of 1024. */
export function formatMilli(milli: number, format: 'DecimalSI' | 'BinarySI' = 'DecimalSI'): string {
  if (milli % 1000 !== 0) return `${milli}m`;
  const binary = format === 'BinarySI' && Math.abs(milli) >= 1024_000;
  const step = binary ? 1024 : 1000;
  const suffixes = binary ? ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] : ['', 'k', 'M', 'G', 'T', 'P'];
  let value = milli / 1000;
  let power = 0;
  while (value !== 0 && value % step === 0 && power < suffixes.length - 1) {
    value /= step;
    power++;
  }
  return `${value}${suffixes[power]}`;
}
