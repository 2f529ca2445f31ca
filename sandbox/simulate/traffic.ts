import { Random } from '../core/random.ts';
import { SimulationInput } from './input.ts';

/** A request of the traffic: its time after the start (ms), and its tokens. */
export interface Arrival {
  readonly at: number;
  readonly input: number;
  readonly output: number;
}

/** A part of the traffic: requests a second, at its beginning and its end. */
export interface Stage {
  readonly seconds: number;
  readonly rate: number;
  readonly to: number;
}

/** Tokens of requests without a trace; the answers' lengths are even from half to one and a half of it. */
export interface Lengths {
  readonly input: number;
  readonly output: number;
}

/** Poisson arrivals: a process of rate 1, whose time is stretched by the rate of each stage. */
export function poisson(stages: readonly Stage[], { input, output }: Lengths, seed: number): readonly Arrival[] {
  const random = Random.of(seed, 'arrivals');
  const arrivals: Arrival[] = [];
  let start = 0;
  for (const { seconds, rate, to } of stages) {
    const [most, slope] = [((rate + to) / 2) * seconds, (to - rate) / seconds];
    for (let count = gap(random); count <= most; count += gap(random)) {
      const time = (2 * count) / (rate + Math.sqrt(Math.max(0, rate * rate + 2 * slope * count)));
      const length = Math.max(1, Math.round(output * (0.5 + random.next())));
      arrivals.push({ at: (start + time) * 1000, input, output: length });
    }
    start += seconds;
  }
  return arrivals;
}

const gap = (random: Random): number => -Math.log(1 - random.next());

/** `60s:2,10m:2-8`. @throws SimulationInput */
export function parseStages(text: string): readonly Stage[] {
  return text.split(',').map((part) => {
    const [, length, unit, rate, to = rate] = /^\s*(\d+(?:\.\d+)?)(s|m|h):([\d.]+)(?:-([\d.]+))?\s*$/.exec(part) ?? [];
    const stage = { seconds: Number(length) * UNITS[unit as keyof typeof UNITS], rate: Number(rate), to: Number(to) };
    if (stage.seconds > 0 && stage.rate >= 0 && stage.to >= 0) return stage;
    throw new SimulationInput(`--stages: expected TIME:RATE or TIME:FROM-TO, such as 60s:2,10m:2-8, not ${part}`);
  });
}

const UNITS = { s: 1, m: 60, h: 3600 } as const;

/**
 * A trace in Mooncake's form, one JSON object a line: `{"timestamp": MS, "input_length": N, "output_length": N}`
 * (github.com/kvcache-ai/Mooncake). @throws SimulationInput with the line
 */
export function readTrace(text: string, name: string): readonly Arrival[] {
  const arrivals: Arrival[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const arrival = arrivalIn(line);
    const place = `${name}:${index + 1}`;
    if (!arrival) throw new SimulationInput(`${place}: expected timestamp, input_length and output_length as numbers`);
    if (arrival.at < (arrivals.at(-1)?.at ?? 0))
      throw new SimulationInput(`${place}: the timestamp is smaller than the one before it`);
    arrivals.push(arrival);
  }
  if (arrivals.length === 0) throw new SimulationInput(`${name} has no request`);
  return arrivals;
}

function arrivalIn(line: string): Arrival | undefined {
  try {
    const { timestamp: at, input_length: input, output_length: output } = JSON.parse(line) as Record<string, unknown>;
    const isRight = [at, input, output].every((value) => typeof value === 'number' && value >= 0);
    return isRight ? { at: at as number, input: input as number, output: Math.max(1, output as number) } : undefined;
  } catch {
    return undefined;
  }
}
