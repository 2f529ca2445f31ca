import { parseSlo, type Slo } from '../../lib/load/index.ts';
import { positive, secondsOf, whole } from '../../lib/runner/flag-values.ts';
import { usage } from '../../lib/runner/flags.ts';

/** What the command line asks for. Seconds, requests a second and US dollars. */
export interface CalibrateOptions {
  readonly limits: Pick<Slo, 'ttft' | 'itl'>;
  readonly waitBudget: number | undefined;
  readonly coldStart: number | undefined;
  readonly peak: number | undefined;
  readonly maxReplicas: number | undefined;
  /** Of the replicas an hour. */
  readonly hourly: number | undefined;
  /** Of the whole experiment. */
  readonly budget: number | undefined;
  readonly outputTokens: number;
  readonly mostConcurrency: number;
  readonly prove: boolean;
  readonly output: string;
  readonly deployment: string | undefined;
}

/** The mean length of an answer. */
export const OUTPUT_TOKENS = 1000;

type Given = Readonly<Partial<Record<string, string | boolean>>>;

/** @throws RunbookError USAGE with the flag and what was expected */
export function optionsOf(flags: Given): CalibrateOptions {
  const text = (name: string): string | undefined => flags[name] as string | undefined;
  const slo = text('slo');
  const given = <T>(name: string, read: (name: string, text: string) => T): T | undefined => {
    const value = text(name);
    return value === undefined ? undefined : read(name, value);
  };
  return {
    limits: slo === undefined ? {} : parseSlo(slo, ['ttft', 'itl']),
    waitBudget: given('wait-budget', duration),
    coldStart: given('cold-start', duration),
    peak: given('peak', positive),
    maxReplicas: given('max-replicas', count),
    hourly: given('hourly-budget', positive),
    budget: given('budget', positive),
    outputTokens: given('output-tokens', count) ?? OUTPUT_TOKENS,
    mostConcurrency: given('max-concurrency', count) ?? 1024,
    prove: flags.prove === true,
    output: text('output') ?? 'calibration',
    deployment: text('deployment'),
  };
}

function duration(name: string, text: string): number {
  const seconds = secondsOf(name, text);
  if (seconds > 0) return seconds;
  throw usage(`--${name} ${text}: expected a duration above 0`);
}

const count = (name: string, text: string): number => whole(name, text, 1);
