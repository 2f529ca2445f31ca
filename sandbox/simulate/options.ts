import { TUTORIAL } from './server.ts';

export const HELP = `What an autoscaler would do under a traffic: the sandbox's engine and autoscaler, without HTTP, as fast as possible.

Usage: npm run simulate -- --trace FILE | --stages LIST [--hpa FILE [--targets LIST]] [FLAGS]

The traffic
  --trace FILE       a recording, one JSON object a line: {"timestamp": MS, "input_length": N, "output_length": N}
  --stages LIST      Poisson arrivals, TIME:RATE or TIME:FROM-TO in requests a second: 20m:4,20m:4-8
    --input N        tokens of a prompt (default 8)
    --output N       mean tokens of an answer, even from half to one and a half of it (default 1000)
  --seed N           (default 0)

What scales
  --hpa FILE         a HorizontalPodAutoscaler with Pods metrics of vLLM; without it the replicas stay
  --targets LIST     one run for each value of its first target: 1,5,10,20,40
  --replicas N       at the beginning, ready (default 1)
  --cold-start TIME  from the order of a replica to its readiness (default: the sandbox's durations, with the weights in
                     the bucket)
  --model NAME       (default ${TUTORIAL.model}), with the tutorial's arguments
  --machine TYPE     of each replica (default ${TUTORIAL.machineType})

The result
  --slo LIMITS       what a good request keeps: ttft=2s,e2e=60s (default ttft=2s)
  --json FILE        every summary and curve

Requests go to any ready replica, as new connections do. Scrapes, ingestion and the autoscaler's period are the sandbox's.
--help prints this text. Exit codes: 0 done, 2 a wrong command line or file.
`;

const text = { type: 'string' } as const;

export const OPTIONS = {
  trace: text,
  stages: text,
  input: text,
  output: text,
  seed: text,
  hpa: text,
  targets: text,
  replicas: text,
  'cold-start': text,
  model: text,
  machine: text,
  slo: text,
  json: text,
  help: { type: 'boolean' },
} as const;
