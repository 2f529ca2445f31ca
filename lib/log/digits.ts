/** Three digits without an exponent, and all digits before the point: `0.0123`, `12.3`, `1234`. */
export function threeDigits(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
