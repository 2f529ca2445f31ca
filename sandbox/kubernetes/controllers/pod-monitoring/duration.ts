/** Milliseconds of each unit, in the order in which a duration must give them. */
const UNITS = { y: 31_536_000_000, w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

const DURATION =
  /^(?:(?<y>\d+)y)?(?:(?<w>\d+)w)?(?:(?<d>\d+)d)?(?:(?<h>\d+)h)?(?:(?<m>\d+)m)?(?:(?<s>\d+)s)?(?:(?<ms>\d+)ms)?$/;

/** A Prometheus duration such as `15s` or `1m30s`, in milliseconds. @throws as Prometheus' model.ParseDuration does. */
export function parseDuration(text: string): number {
  if (text === '') throw new Error('empty duration string');
  if (text === '0') return 0;
  const parts = DURATION.exec(text)?.groups;
  if (!parts) throw new Error(`not a valid duration string: ${JSON.stringify(text)}`);
  return Object.entries(UNITS).reduce((sum, [unit, ms]) => sum + Number(parts[unit] ?? 0) * ms, 0);
}
