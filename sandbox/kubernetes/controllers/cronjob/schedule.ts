const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A schedule such as 30 February has no moment; the next leap day is at most eight years away. */
const HORIZON = 8 * 366 * DAY;

/** The ranges of the five fields: minute, hour, day of the month, month, day of the week (7 is Sunday too). */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** The values of each field; undefined for `*`. */
export type Schedule = readonly (ReadonlySet<number> | undefined)[];

/** The standard form of robfig/cron: numbers, lists, ranges and steps, no names. @returns undefined for any other text */
export function parseSchedule(text: string): Schedule | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== RANGES.length) return undefined;
  const read = fields.map((field, index) => (field === '*' ? 'any' : valuesOf(field, RANGES[index]!)));
  return read.includes(undefined) ? undefined : read.map((values) => (values === 'any' ? undefined : values));
}

function valuesOf(field: string, [low, high]: readonly [number, number]): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [, first, last, step] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? ['none'];
    const from = Number(first ?? low);
    const to = Number(last ?? (first === undefined || step !== undefined ? high : first));
    const by = Number(step ?? 1);
    if (!(part.startsWith('*') || first !== undefined) || from < low || to > high || by < 1) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

/** The first moment after `after` (ms since the epoch, UTC); undefined when there is none. */
export function nextTime([minutes, hours, days, months, weekdays]: Schedule, after: number): number | undefined {
  const fits = (values: ReadonlySet<number> | undefined, value: number): boolean => values?.has(value) ?? true;
  const isDay = (date: Date): boolean => {
    if (!fits(months, date.getUTCMonth() + 1)) return false;
    const day = fits(days, date.getUTCDate());
    const weekday = fits(weekdays, date.getUTCDay()) || (date.getUTCDay() === 0 && weekdays?.has(7) === true);
    // As in cron: when both are given, one of them is enough.
    return days && weekdays ? day || weekday : day && weekday;
  };
  for (let at = (Math.floor(after / MINUTE) + 1) * MINUTE; at <= after + HORIZON; ) {
    const date = new Date(at);
    if (!isDay(date)) at = (Math.floor(at / DAY) + 1) * DAY;
    else if (fits(hours, date.getUTCHours()) && fits(minutes, date.getUTCMinutes())) return at;
    else at += MINUTE;
  }
  return undefined;
}
