/** A countable part of a start: weights or graphs. Times are ms of the target's clock. */
export interface Task {
  readonly name: string;
  readonly unit: string;
  readonly done: number;
  readonly of: number;
  /** The share of the time of what is done, and of all. */
  readonly work: number;
  readonly ofWork: number;
  /** When it was first seen, and the work that was done by then. */
  readonly from: { readonly at: number; readonly work: number };
  readonly ended?: number;
}

/** What the log of a starting vLLM has said. */
export interface Startup {
  readonly tasks: readonly Task[];
  /** The numbers of shapes that the runner compiles for. */
  readonly shapes: { readonly tokens: number; readonly requests: number };
}

export const NOTHING: Startup = { tasks: [], shapes: { tokens: 0, requests: 0 } };

type Groups = Readonly<Record<string, string>>;

/** A line of vLLM's log that matters: it moves a task, or is worth a line of its own. */
interface Reading {
  readonly pattern: RegExp;
  readonly source: string;
  readonly move?: (startup: Startup, groups: Groups, at: number) => Startup;
}

const WEIGHTS = { name: 'weights', unit: 'shards loaded' } as const;
const GRAPHS = { name: 'graphs', unit: 'graphs compiled' } as const;

/**
 * Graphs for each padded number of requests, and the time of a graph of the backbone in such graphs. Both are assumed:
 * they differ between releases of tpu-inference (compilation_manager.py). A larger number that the log shows wins.
 */
const ASSUMED = { subgraphs: 4, backbone: 10 } as const;

const TPU_INFERENCE = 'tpu-inference, tpu_inference/runner';

const READINGS: readonly Reading[] = [
  {
    pattern: /Loading weights from \S*-(?<n>\d{5})-of-(?<of>\d{5})\.safetensors/,
    source: 'tpu-inference, models/jax/utils/weight_utils.py',
    move: loaded,
  },
  {
    pattern: /Loading safetensors.*: +\d+% Completed \| (?<n>\d+)\/(?<of>\d+) /,
    source: 'vLLM, model_executor/model_loader/weight_utils.py: the bar of tqdm, one line each',
    move: loaded,
  },
  {
    pattern: /Prepared (?<what>token|request) paddings: \[(?<list>[\d, ]+)\]/,
    source: `${TPU_INFERENCE}/tpu_runner.py`,
    move: ({ tasks, shapes }, { what, list = '' }) => ({
      tasks,
      shapes: { ...shapes, [what === 'token' ? 'tokens' : 'requests']: list.split(',').length },
    }),
  },
  {
    pattern: /Compilation of (?<graph>\S+) finished in/,
    source: `${TPU_INFERENCE}/compilation_manager.py`,
    move: (startup, { graph }, at) => compiled(startup, graph === 'backbone' ? ASSUMED.backbone : 1, at),
  },
  { pattern: /Precompile all the subgraphs/, source: `${TPU_INFERENCE}/compilation_manager.py`, move: compiling },
];

/** Lines that are shown as they are. */
const MILESTONES: readonly RegExp[] = [
  /Downloading weights from HF /,
  /Found weights from local: /,
  /\[RunAI Streamer\] Overall time/,
  /GPU KV cache size: /,
  /init engine .* took /,
  /Application startup complete\./,
  /\bERROR\b|\b[A-Z]\w*Error: |Traceback/,
];

/** What a line changes, and whether the line is worth showing. */
export function read(startup: Startup, text: string, at: number): { startup: Startup; milestone: boolean } {
  for (const { pattern, move } of READINGS) {
    const found = pattern.exec(text);
    if (found) return { startup: move?.(startup, found.groups ?? {}, at) ?? startup, milestone: false };
  }
  return { startup, milestone: MILESTONES.some((pattern) => pattern.test(text)) };
}

/** The rest of a task's time at its present rate; undefined before there is a rate. */
export function restOf({ work, ofWork, from, done, of }: Task, now: number): number | undefined {
  if (done >= of || work <= from.work) return undefined;
  return Math.max(0, ((ofWork - from.work) * (now - from.at)) / (work - from.work) - (now - from.at));
}

/** A log and the clock that reads it may differ by this much (ms); the time zone of a log is not in its lines. */
const SKEW = 600_000;

/** When a line was written, by its own stamp; lines arrive late and many at a time. @param at when it arrived */
export function timeOf(line: string, at: number): number {
  const [, day, time] = /\b[A-Z]+ (\d\d-\d\d) (\d\d:\d\d:\d\d)\b/.exec(line) ?? [];
  const written = Date.parse(`${new Date(at).getUTCFullYear()}-${day}T${time}Z`);
  return Math.abs(at - written) < SKEW ? written : at;
}

/** A message without the process, the level, the time and the source that vLLM puts before it. */
export function messageOf(line: string): string {
  return line.replace(/^(?:\(\w+ pid=\d+\) )?(?:[A-Z]+ \d\d-\d\d [\d:]+ (?:\[[^\]]+\] ?)+|INFO: +)?/, '');
}

function loaded(startup: Startup, { n, of }: Groups, at: number): Startup {
  return set(startup, { ...WEIGHTS, done: Number(n), of: Number(of), work: Number(n), ofWork: Number(of) }, at);
}

function compiling(startup: Startup, _: Groups, at: number): Startup {
  const { tokens, requests } = startup.shapes;
  const subgraphs = ASSUMED.subgraphs * requests;
  const ofWork = tokens * ASSUMED.backbone + subgraphs;
  return tokens === 0 ? startup : set(startup, { ...GRAPHS, done: 0, of: tokens + subgraphs, work: 0, ofWork }, at);
}

function compiled(startup: Startup, weight: number, at: number): Startup {
  const last = startup.tasks.find(({ name }) => name === GRAPHS.name);
  if (!last) return startup;
  const [done, work] = [last.done + 1, last.work + weight];
  return set(startup, { ...last, done, work, of: Math.max(last.of, done), ofWork: Math.max(last.ofWork, work) }, at);
}

/** A task that begins again, as after a restart of the container, has a new beginning. */
function set({ tasks, shapes }: Startup, next: Omit<Task, 'from' | 'ended'>, at: number): Startup {
  const last = tasks.find(({ name }) => name === next.name);
  const from = last && last.done <= next.done ? last.from : { at, work: next.work };
  const task = { ...next, from, ...(next.done >= next.of && { ended: at }) };
  return { shapes, tasks: [...tasks.filter(({ name }) => name !== next.name), task] };
}
