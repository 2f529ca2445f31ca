import { RunbookError } from '../../errors/runbook-error.ts';

/** What each request has to keep (s). */
export interface Slo {
  /** From the scheduled time to the first text. */
  readonly ttft?: number;
  /** The mean gap between two events of a stream. */
  readonly itl?: number;
  /** The mean time of a token after the first one. */
  readonly tpot?: number;
  /** From the scheduled time to the whole answer. */
  readonly e2e?: number;
}

/** The figures of one request (s); NaN where they cannot be known. */
export interface RequestTimes {
  readonly ttft: number;
  readonly itl: number;
  readonly tpot: number;
  readonly e2e: number;
}

export const LIMITS = ['ttft', 'itl', 'tpot', 'e2e'] as const satisfies readonly (keyof Slo)[];

/** Whether a request has kept every limit. A figure that is not known keeps none. */
export function keeps(slo: Slo, times: RequestTimes): boolean {
  return LIMITS.every((name) => slo[name] === undefined || times[name] <= slo[name]);
}

const UNITS = { ms: 0.001, s: 1, m: 60 } as const;

/** `ttft=2s,itl=100ms`. @throws RunbookError USAGE */
export function parseSlo(text: string): Slo {
  const slo: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, name, amount, unit] = /^\s*(\w+)\s*=\s*(\d+(?:\.\d+)?)(ms|s|m)\s*$/.exec(part) ?? [];
    const seconds = Number(amount) * UNITS[unit as keyof typeof UNITS];
    if (!LIMITS.some((one) => one === name) || !(seconds > 0))
      throw new RunbookError('USAGE', `--slo: expected limits such as ttft=2s,itl=100ms, not ${part}`, {
        evidence: [`limits: ${LIMITS.join(', ')}`],
      });
    slo[name!] = seconds;
  }
  return slo;
}
