/** A Kubernetes quantity: an exact number of billionths, and the form in which it was written. */
export interface Quantity {
  /** In units of 10⁻⁹. */
  readonly nano: bigint;
  readonly format: 'binarySI' | 'decimalSI' | 'decimalExponent';
}

/** Thrown for text that is no quantity. */
export class QuantityError extends Error {
  readonly code = 'QUANTITY';
  constructor() {
    super("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }
}

const DECIMAL: readonly [suffix: string, exponent: number][] = [
  ['E', 18],
  ['P', 15],
  ['T', 12],
  ['G', 9],
  ['M', 6],
  ['k', 3],
  ['', 0],
  ['m', -3],
  ['u', -6],
  ['n', -9],
];
const BINARY: readonly [suffix: string, shift: bigint][] = [
  ['Ei', 60n],
  ['Pi', 50n],
  ['Ti', 40n],
  ['Gi', 30n],
  ['Mi', 20n],
  ['Ki', 10n],
];
const EXPONENTS = new Map(DECIMAL);
const SHIFTS = new Map(BINARY);
const NANO = 1_000_000_000n;

/** Parts finer than a billionth are rounded up, as Kubernetes does. @throws QuantityError */
export function parseQuantity(text: string | number): Quantity {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?([A-Za-z]{0,2}|[eE][+-]?\d{1,3})$/.exec(String(text));
  const [, sign, whole = '', fraction = '', suffix = ''] = found ?? [];
  if (!found || whole + fraction === '') throw new QuantityError();
  const digits = BigInt(whole + fraction);
  const negative = sign === '-' ? -1n : 1n;
  const shift = SHIFTS.get(suffix);
  if (shift !== undefined) {
    return { nano: negative * scaled((digits << shift) * NANO, -fraction.length), format: 'binarySI' };
  }
  const written = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  const exponent = written === undefined ? EXPONENTS.get(suffix) : Number(written);
  if (exponent === undefined) throw new QuantityError();
  return {
    nano: negative * scaled(digits * NANO, exponent - fraction.length),
    format: written === undefined ? 'decimalSI' : 'decimalExponent',
  };
}

function scaled(value: bigint, exponent: number): bigint {
  if (exponent >= 0) return value * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return (value + divisor - 1n) / divisor;
}

/** The canonical form: no fraction, the largest suffix that loses nothing. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0';
  const whole = nano / NANO;
  if (format === 'binarySI' && nano % NANO === 0n && (whole >= 1024n || whole <= -1024n)) {
    const unit = BINARY.find(([, shift]) => whole % (1n << shift) === 0n);
    return unit ? `${whole >> unit[1]}${unit[0]}` : String(whole);
  }
  const [suffix, exponent] = DECIMAL.find(([, power]) => nano % 10n ** BigInt(power + 9) === 0n)!;
  const mantissa = nano / 10n ** BigInt(exponent + 9);
  if (format === 'decimalExponent') return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  return `${mantissa}${suffix}`;
}

/** `"0.5"` becomes `"500m"`, `1024Mi` becomes `1Gi`. @throws QuantityError */
export function canonicalQuantity(text: string | number): string {
  return formatQuantity(parseQuantity(text));
}

/** As a plain number, for arithmetic that need not be exact. @throws QuantityError */
export function quantityValue(text: string | number): number {
  return Number(parseQuantity(text).nano) / 1e9;
}

/** In thousandths, rounded up: the autoscaler's unit. @throws QuantityError */
export function milliValue(text: string | number): number {
  const { nano } = parseQuantity(text);
  const million = 1_000_000n;
  return Number(nano > 0n ? (nano + million - 1n) / million : nano / million);
}

/** The canonical form of a number of thousandths: 34972 → `34972m`, 35000 → `35`. */
export function quantityFromMilli(milli: number): string {
  return formatQuantity({ nano: BigInt(Math.round(milli)) * 1_000_000n, format: 'decimalSI' });
}
