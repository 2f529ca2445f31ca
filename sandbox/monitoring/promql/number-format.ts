/** A sample's value as the Prometheus API writes it: Go's shortest form, `+Inf`, `1e-07`. */
export function formatValue(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** The shortest decimal form without an exponent, as `count_values` writes it. */
export function formatDecimal(value: number): string {
  const [mantissa, exponent] = formatValue(value).split('e');
  if (exponent === undefined) return mantissa!;
  const [, sign, whole, fraction = ''] = /^(-?)(\d)(?:\.(\d+))?$/.exec(mantissa!)!;
  const digits = whole! + fraction;
  const point = 1 + Number(exponent);
  return sign + (point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : digits.padEnd(point, '0'));
}
