import { readFile } from 'node:fs/promises';
import { type LoadOptions, parseSlo, readTrace, type Share, type Slo, shareOf } from '../../../lib/load/index.ts';
import type { Setup } from '../../../lib/load/report/index.ts';
import type { Log } from '../../../lib/log/entry.ts';
import { secondsOf, whole } from '../../../lib/runner/flag-values.ts';
import { usage } from '../../../lib/runner/flags.ts';
import { bodies, readPrompts } from './bodies.ts';
import type { Given } from './flags.ts';
import { type Measurement, measure } from './measure.ts';
import { rangeOf } from './range.ts';
import { type Schedule, scheduleOf } from './traffic.ts';

const INPUT = '100-300';
const OUTPUT = '750-1250';

/** A load that can start: all flags are read. */
export interface Plan {
  readonly schedule: Schedule;
  /** The load, without a report. */
  measure(server: Server): Promise<Measured>;
}

/** The server, and what a run has. */
export interface Server extends Pick<LoadOptions, 'apiKey' | 'clock' | 'signal'> {
  /** `http://HOST:PORT` */
  readonly base: string;
  readonly model: string;
  readonly log: Log;
}

export interface Measured extends Measurement {
  readonly setup: Setup;
}

/** @param share one of several clients that send the load together @throws RunbookError USAGE, LOAD_INPUT */
export async function planOf(given: Given, share: Share = { index: 0, of: 1 }): Promise<Plan> {
  const trace = given.trace === undefined ? undefined : readTrace(await readFile(given.trace, 'utf8'), given.trace);
  const schedule = scheduleOf(given, trace);
  const warmUp = secondsOf('warmup', given.warmup ?? '0s');
  if (warmUp > 0 && warmUp >= schedule.seconds)
    throw usage(`--warmup: expected less than the load's ${schedule.seconds} s, not ${given.warmup}`);
  const seed = whole('seed', given.seed ?? '0', 0) + share.index;
  const { chat = false, stream = false } = given;
  const wording = {
    chat,
    seed,
    trace,
    ignoreEos: given['ignore-eos'] ?? false,
    input: rangeOf('input', given.input ?? INPUT),
    output: rangeOf('output', given.output ?? OUTPUT),
    prompts:
      given.dataset === undefined ? undefined : readPrompts(await readFile(given.dataset, 'utf8'), given.dataset),
  };
  const slo = sloOf(given);
  const settings = { stream, seed, warmUp: warmUp * 1000, ...(slo && { slo }) };
  return {
    schedule,
    measure: async ({ base, model, log, ...server }) => {
      const url = endpoint(base, chat);
      const traffic = shareOf(schedule.traffic, share);
      const options = { ...server, ...settings, url, body: bodies({ ...wording, model }), traffic };
      const measurement = await measure(options, { ...schedule, log });
      const { words, rate, burstiness, users } = schedule;
      const setup = { rate, burstiness, users, url, model, chat, stream, seed, traffic: words, slo: given.slo };
      return { ...measurement, setup };
    },
  };
}

/** Only a stream shows when tokens come. */
function sloOf({ slo: text, stream }: Given): Slo | undefined {
  if (text === undefined) return undefined;
  const slo = parseSlo(text);
  const streamed = Object.keys(slo).filter((name) => name !== 'e2e');
  if (streamed.length > 0 && !stream) throw usage(`--slo ${streamed.join(', ')} requires --stream`);
  return slo;
}

/** Of a base such as `http://host:8000`, `http://host:8000/v1`, or the whole URL. @throws RunbookError USAGE */
export function endpoint(base: string, chat: boolean): string {
  const path = chat ? 'chat/completions' : 'completions';
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (url?.protocol !== 'http:') throw usage(`--url: expected http://HOST:PORT, not ${base}`);
  const root = url.pathname.replace(/\/(?:(?:chat\/)?completions)?$/, '').replace(/\/v1$/, '');
  return `${url.origin}${root}/v1/${path}`;
}
