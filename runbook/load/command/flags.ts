import type { Flags } from '../../../lib/runner/flags.ts';

export const HELP = `Send requests to a vLLM server, measure it, and report.

Usage: npm run load [-- FLAGS]
       npm run load -- --merge FILE … [--json FILE] [--markdown FILE] [--svg DIR]

When requests are sent (one of them; default: --users 64)
  --users N            N users; each sends a request, waits for the answer, and sends the next one
    --think TIME       a pause of each user after an answer (default 0s)
  --rate N             N requests a second, whatever the server does
  --stages LIST        stages of rates, TIME:N or TIME:FROM-TO: "60s:2,120s:2-8" sends 2 a second, then rises to 8
    --arrivals KIND    poisson (default), constant or gamma
    --burstiness N     the shape of gamma: below 1 comes in bursts, 1 is poisson, above 1 is more even
  --trace FILE         the times and lengths of a recording, one JSON object a line:
                       {"timestamp": MS, "input_length": N, "output_length": N}
  --duration TIME      the length of the load (default 60s; with --stages and --trace, theirs)
  --warmup TIME        leave the requests of the first part out of the latencies (default 0s)
  --seed N             the seed of all random choices (default 0)

What is sent
  --input N|A-B        words of the prompt, about a token each (default 100-300). No two prompts begin alike, so that the
                       prefix cache makes none free
  --output N|A-B       max_tokens (default 750-1250). Different lengths keep users from going in step
  --dataset FILE       prompts from a file, one JSON object a line: {"prompt": TEXT}
  --stream             stream the tokens, which measures the times to the first token and between tokens
  --chat               /v1/chat/completions instead of /v1/completions
  --ignore-eos         generate all of max_tokens

Where to
  --url URL            any vLLM server, http://HOST:PORT; needs --model. Default: the server of this runbook, as in 10-load
  --model NAME         default: MODEL

Who sends
  --pods N             N pods of a Job in the server's cluster, each with an equal part of the users or of the rate, in place
                       of this computer. The Job is deleted at the end

An API key comes only from VLLM_API_KEY.

What is reported
  --slo LIMITS         goodput: the answers that keep all limits, such as ttft=2s,itl=100ms (also tpot, e2e)
  --json FILE          the keys of "vllm bench serve --save-result", and all histograms
  --csv FILE           a row for each interval (a fortieth of the load, at least 1 s)
  --markdown FILE      the summary
  --svg DIR            charts
  --merge FILE …       no load: one report of the --json files of several computers on one server

--help prints this text. Ctrl-C ends the load and reports.
TIME is 500ms, 90s, 8m or 1h, in the target's time: on the sandbox, simulated time.

Exit codes: 0 if the server was measured, 1 if no request was answered or the client was the bottleneck, 2 for a wrong
command line, 130 after Ctrl-C.`;

const SCHEDULES = ['users', 'rate', 'stages', 'trace'] as const;
const others = (one: (typeof SCHEDULES)[number]) => SCHEDULES.filter((name) => name !== one);

export const FLAGS = {
  users: { type: 'string', excludes: others('users') },
  think: { type: 'string', goesWith: ['users'] },
  rate: { type: 'string', excludes: others('rate') },
  stages: { type: 'string', excludes: [...others('stages'), 'duration'] },
  arrivals: { type: 'string', goesWith: ['rate', 'stages'] },
  burstiness: { type: 'string', goesWith: ['arrivals'] },
  trace: { type: 'string', excludes: [...others('trace'), 'duration', 'input', 'output', 'dataset'] },
  duration: { type: 'string' },
  warmup: { type: 'string' },
  seed: { type: 'string' },
  input: { type: 'string', excludes: ['dataset'] },
  output: { type: 'string' },
  dataset: { type: 'string' },
  stream: { type: 'boolean' },
  chat: { type: 'boolean' },
  'ignore-eos': { type: 'boolean' },
  url: { type: 'string', goesWith: ['model'] },
  model: { type: 'string' },
  pods: { type: 'string', excludes: ['url', 'trace', 'dataset', 'csv', 'merge'] },
  slo: { type: 'string' },
  json: { type: 'string' },
  csv: { type: 'string', excludes: ['merge'] },
  markdown: { type: 'string' },
  svg: { type: 'string' },
  merge: { type: 'boolean', excludes: [...SCHEDULES, 'duration', 'url'] },
} as const satisfies Flags;

/** The flags as they were typed. */
export type Given = {
  readonly [N in keyof typeof FLAGS]?: (typeof FLAGS)[N]['type'] extends 'string' ? string : boolean;
};
