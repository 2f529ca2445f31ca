import { usage } from '../../lib/runner/flags.ts';
import { duration } from '../../lib/wait/duration.ts';

/** What the command line asks for. Seconds, requests a second and US dollars. */
export interface CalibrateOptions {
  readonly limits: { readonly ttft?: number; readonly itl?: number };
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

type Given = Readonly<Partial<Record<string, string | boolean>>>;

/** @throws RunbookError USAGE with the flag and what was expected */
export function optionsOf(flags: Given): CalibrateOptions {
  const text = (name: string): string | undefined => flags[name] as string | undefined;
  return {
    limits: limitsOf(text('slo')),
    waitBudget: seconds('wait-budget', text('wait-budget')),
    coldStart: seconds('cold-start', text('cold-start')),
    peak: number('peak', text('peak')),
    maxReplicas: whole('max-replicas', text('max-replicas')),
    hourly: number('hourly-budget', text('hourly-budget')),
    budget: number('budget', text('budget')),
    outputTokens: whole('output-tokens', text('output-tokens')) ?? 1000,
    mostConcurrency: whole('max-concurrency', text('max-concurrency')) ?? 1024,
    prove: flags.prove === true,
    output: text('output') ?? 'calibration',
    deployment: text('deployment'),
  };
}

const LIMITS = ['ttft', 'itl'] as const;

function limitsOf(text: string | undefined): CalibrateOptions['limits'] {
  if (text === undefined) return {};
  const entries = text.split(',').map((part): [string, number] => {
    const [name = '', value = ''] = part.split('=');
    const limit = (LIMITS as readonly string[]).includes(name) ? secondsOf(value) : undefined;
    if (limit !== undefined) return [name, limit];
    throw usage(`--slo ${text}: expected limits such as ttft=2s,itl=100ms, not ${JSON.stringify(part)}`);
  });
  return Object.fromEntries(entries);
}

function seconds(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = secondsOf(text);
  if (value !== undefined) return value;
  throw usage(`--${name} ${text}: expected a duration such as 3s, 500ms or 8m`);
}

function secondsOf(text: string): number | undefined {
  const milliseconds = /^(\d+(?:\.\d+)?)ms$/.exec(text)?.[1];
  if (milliseconds !== undefined) return Number(milliseconds) / 1000 || undefined;
  try {
    return duration(text) / 1000 || undefined;
  } catch {
    return undefined;
  }
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw usage(`--${name} ${text}: expected a number above 0`);
}

function whole(name: string, text: string | undefined): number | undefined {
  const value = number(name, text);
  if (value === undefined || Number.isInteger(value)) return value;
  throw usage(`--${name} ${text}: expected a whole number above 0`);
}
