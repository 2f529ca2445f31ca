/** What happened in an incident. Times are wall time, ISO: a person's time. */
export interface Incident {
  readonly seed: number;
  /** The codes of its troubles. */
  readonly troubles: readonly string[];
  readonly brokenAt: string;
  /** Before the break: tokens a second of the target's time. */
  readonly baseline: number;
  /** The load at the break: seconds of the target's time, and tokens. */
  readonly load: Served;
  /** The first diagnosis, right or wrong. */
  readonly detectedAt?: string;
  readonly diagnosedAt: Readonly<Record<string, string>>;
  readonly mendedAt: Readonly<Record<string, string>>;
  readonly wrong: number;
  /** The load at the last look. */
  readonly last?: Served;
}

/** The load's own count: it also counts while the metrics are broken. */
export interface Served {
  readonly seconds: number;
  readonly tokens: number;
}

/** Points for a time: all up to `full`, none from `none` on, in proportion between. Minutes. */
interface Scale {
  readonly points: number;
  readonly full: number;
  readonly none: number;
}

/** Two troubles make 100 points. */
const SCALES = {
  detect: { points: 10, full: 3, none: 15 },
  diagnose: { points: 20, full: 8, none: 30 },
  mend: { points: 20, full: 15, none: 45 },
  tokens: { points: 10, full: 0.1, none: 0.9 },
} as const satisfies Readonly<Record<string, Scale>>;

/** Each wrong diagnosis costs this: guessing through the list gives nothing. */
const GUESS = 3;

export interface Part {
  readonly what: 'detect' | 'diagnose' | 'mend' | 'tokens' | 'wrong';
  readonly code?: string;
  readonly points: number;
  readonly of: number;
  /** Minutes, or for tokens the share that was lost; undefined until it happened. */
  readonly measured: number | undefined;
}

export interface Score {
  readonly points: number;
  readonly of: number;
  readonly parts: readonly Part[];
  readonly over: boolean;
}

export function scoreOf(incident: Incident): Score {
  const { brokenAt, detectedAt, diagnosedAt, mendedAt, troubles, wrong } = incident;
  const since = (at: string | undefined): number | undefined =>
    at === undefined ? undefined : (Date.parse(at) - Date.parse(brokenAt)) / 60_000;
  const over = troubles.every((code) => mendedAt[code] !== undefined);
  const parts: Part[] = [
    part('detect', since(detectedAt)),
    ...troubles.map((code) => ({ ...part('diagnose', since(diagnosedAt[code])), code })),
    ...troubles.map((code) => ({ ...part('mend', since(mendedAt[code])), code })),
    part('tokens', over ? lostShare(incident) : undefined),
    { what: 'wrong', points: -GUESS * wrong, of: 0, measured: wrong },
  ];
  const sum = parts.reduce((total, { points }) => total + points, 0);
  return { points: Math.max(0, sum), of: 100, parts, over };
}

/** The share of the expected tokens that nobody got, from 0 to 1. */
export function lostShare({ baseline, load, last }: Incident): number {
  if (!last || baseline <= 0) return 0;
  const expected = baseline * (last.seconds - load.seconds);
  return expected <= 0 ? 0 : Math.min(1, Math.max(0, 1 - (last.tokens - load.tokens) / expected));
}

function part(what: keyof typeof SCALES, measured: number | undefined): Part {
  const { points, full, none } = SCALES[what];
  const share = measured === undefined ? 0 : Math.min(1, Math.max(0, (none - measured) / (none - full)));
  return { what, points: Math.round(points * share), of: points, measured };
}
