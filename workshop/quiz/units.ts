/**
 * The units of each quantity, as multiples of one of them. Two units of one quantity are what people mix up: milliseconds
 * and seconds, a fraction and a percentage.
 */
const QUANTITIES = [
  { ms: 0.001, s: 1, min: 60, h: 3600 },
  { MB: 1e6, GB: 1e9, GiB: 2 ** 30, TB: 1e12 },
  { '%': 0.01, fraction: 1 },
  { '$/min': 60, '$/h': 1, '$/day': 1 / 24 },
  { cents: 0.01, $: 1 },
  { 'tokens/s': 1, 'tokens/min': 1 / 60, 'tokens/h': 1 / 3600 },
  { requests: 1 },
  { replicas: 1 },
  { chips: 1 },
  { times: 1 },
] as const;

type NamesOf<T> = T extends unknown ? keyof T : never;
export type Unit = NamesOf<(typeof QUANTITIES)[number]>;

/** Other ways to write a unit. */
const ALIASES: Readonly<Record<string, Unit>> = { m: 'min', sec: 's', minutes: 'min', seconds: 's', x: 'times' };

type Quantity = Readonly<Partial<Record<string, number>>>;
const quantityOf = (unit: Unit): Quantity => QUANTITIES.find((one) => Object.hasOwn(one, unit)) as Quantity;

/** A number with a unit, or without one. */
const PART = /^\s*(\$?)(\d+(?:\.\d+)?)\s*([a-z%$/]*)/i;

/**
 * A number as people write it: `1.8`, `1800 ms`, `2m 30s`, `$21.76`, `1,234`.
 * @param unit the unit of the result, and of a number without one
 * @returns undefined for what is no number of this quantity
 */
export function numberIn(answer: string, unit: Unit): number | undefined {
  const units = quantityOf(unit);
  let rest = answer.trim().replace(/,(?=\d{3}\b)/g, '');
  if (rest === '') return undefined;
  let sum = 0;
  while (rest.trim() !== '') {
    const [part, , amount, name = ''] = PART.exec(rest) ?? [];
    if (part === undefined) return undefined;
    const factor = name === '' ? units[unit] : units[unitNamed(name, units)];
    if (factor === undefined) return undefined;
    sum += (Number(amount) * factor) / units[unit]!;
    rest = rest.slice(part.length);
  }
  return sum;
}

function unitNamed(name: string, units: Quantity): string {
  const [exact] = Object.keys(units).filter((unit) => unit.toLowerCase() === name.toLowerCase());
  return exact ?? ALIASES[name.toLowerCase()] ?? name;
}

/** The value of each other unit of the quantity, if somebody means it and writes no unit. */
export function mixedUp(value: number, unit: Unit): readonly (readonly [Unit, number])[] {
  const units = quantityOf(unit);
  return Object.entries(units)
    .filter(([other]) => other !== unit)
    .map(([other, factor]) => [other as Unit, (value * factor!) / units[unit]!] as const);
}

/** Units that are written before the amount, or that a count has none of. */
export function withUnit(value: number, unit: Unit): string {
  const rounded = Number(value.toPrecision(4));
  const amount = Math.abs(rounded) >= 1000 ? Math.round(value).toLocaleString('en') : String(rounded);
  if (unit.startsWith('$')) return `$${value.toFixed(2)}${unit.slice(1)}`;
  return unit === '%' ? `${amount}%` : `${amount} ${unit}`;
}
