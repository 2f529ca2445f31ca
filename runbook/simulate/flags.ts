import type { Flags } from '../../lib/runner/flags.ts';

export const HELP = `Compute what an autoscaler does under a traffic: the sandbox's engine and autoscaler, without HTTP and without a cluster.

Usage: npm run simulate -- --trace FILE | --stages LIST [--hpa FILE] [--targets LIST] [FLAGS]

The traffic
  --trace FILE        a recording, one JSON object a line: {"timestamp": MS, "input_length": N, "output_length": N}
  --stages LIST       Poisson arrivals, TIME:RATE or TIME:FROM-TO in requests a second: 20m:4,20m:4-8
    --input N         tokens of a prompt (default 8)
    --output N        mean tokens of an answer; lengths are even from half to one and a half of it (default 1000)
  --seed N            the seed of all random choices (default 0)

What scales
  --hpa FILE          a HorizontalPodAutoscaler with Pods metrics of vLLM; without it and --targets the replicas stay
  --targets LIST      a run for each target: 1,5,10 or 4:20:2 (from 4 to 20, every 2). It replaces the first target of
                      --hpa, or that of the tutorial's autoscaler. With a name, that metric's target instead:
                      num_requests_running=32:128:16 (or num_requests_waiting, kv_cache_usage_perc)
  --max-replicas N    the most replicas (default: those of --hpa, else 2)
  --replicas N        replicas that are ready at the beginning (default 1)
  --cold-start TIME   from the order of a replica to its readiness (default: the sandbox's durations, with the weights in
                      the bucket)
  --model NAME        default: the tutorial's, with its arguments
  --machine TYPE      of each replica; default: the one on which the step times were fitted

The result
  --slo LIMITS        what a good request keeps: ttft=2s,e2e=60s (default ttft=2s)
  --svg DIR           charts: cost against latency and both over the targets, or the replicas and the requests over time
  --json FILE         every summary and curve

--help prints this text. TIME is 500ms, 90s, 8m or 1h.
Exit codes: 0 done, 2 a wrong command line or file.`;

const text = { type: 'string' } as const;

/** Flags that the simulation reads itself. */
const SIMULATED = {
  trace: { ...text, excludes: ['stages', 'input', 'output'] },
  stages: text,
  input: { ...text, goesWith: ['stages'] },
  output: { ...text, goesWith: ['stages'] },
  seed: text,
  hpa: text,
  targets: text,
  'max-replicas': text,
  replicas: text,
  'cold-start': text,
  model: text,
  machine: text,
  slo: text,
} as const satisfies Flags;

export const FLAGS = { ...SIMULATED, svg: text, json: text } as const satisfies Flags;

export type Given = Partial<Record<keyof typeof FLAGS, string>>;

/** The command line of the simulation. */
export function simulatedFlags(given: Given): readonly string[] {
  const names = Object.keys(SIMULATED) as (keyof typeof SIMULATED)[];
  return names.flatMap((name) => (given[name] === undefined ? [] : [`--${name}=${given[name]}`]));
}
