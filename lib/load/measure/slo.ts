import { RunbookError } from '../../errors/runbook-error.ts';
import { duration } from '../../wait/duration.ts';

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

/** `ttft=2s,itl=100ms`. @param names the limits that may be given @throws RunbookError USAGE */
export function parseSlo(text: string, names: readonly (keyof Slo)[] = LIMITS): Slo {
  const limits = text.split(',').map((part): [string, number] => {
    const [name = '', limit = ''] = part.trim().split('=');
    const seconds = names.some((one) => one === name) ? secondsIn(limit) : undefined;
    if (seconds) return [name, seconds];
    throw new RunbookError(
      'USAGE',
      `--slo ${text}: expected limits such as ttft=2s,itl=100ms, not ${JSON.stringify(part)}`,
      {
        evidence: [`limits: ${names.join(', ')}`],
      },
    );
  });
  return Object.fromEntries(limits);
}

function secondsIn(text: string): number | undefined {
  try {
    return duration(text) / 1000;
  } catch {
    return undefined;
  }
}
