import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadDurations } from '../core/data.ts';
import { tpuFamilies } from '../core/tpus.ts';
import { ConfigError } from '../vllm/arguments/config.ts';
import { type HpaSpec, readHpa } from './autoscaler.ts';
import { SimulationInput } from './input.ts';
import { serverConfig, TUTORIAL } from './server.ts';
import { type SimulationOptions, simulate } from './simulate.ts';
import { summaryOf } from './summary.ts';
import { type Arrival, parseStages, poisson, readTrace } from './traffic.ts';
import { limitsOf, numbersOf, timeOf, whole } from './values.ts';

/*
 * The process behind `npm run simulate` (runbook/simulate, which has its --help): each run is a line of JSON on standard
 * output. Ends with 2 and a message for a wrong flag or file.
 */
const text = { type: 'string' } as const;
const OPTIONS = {
  trace: text,
  stages: text,
  input: text,
  output: text,
  seed: text,
  hpa: text,
  targets: text,
  'max-replicas': text,
  replicas: text,
  'cold-start': text,
  model: text,
  machine: text,
  slo: text,
} as const;
type Given = Partial<Record<keyof typeof OPTIONS, string>>;

function main(args: readonly string[]): void {
  const { values: given } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  const { model = TUTORIAL.model, machine: machineType = TUTORIAL.machineType } = given;
  const config = serverConfig({ ...TUTORIAL, model, machineType });
  const seed = whole('seed', given.seed ?? '0', 0);
  const durations = loadDurations();
  const { 'cold-start': coldStart } = given;
  const replicas = whole('replicas', given.replicas ?? '1', 1);
  const options: SimulationOptions = {
    config,
    traffic: trafficOf(given, seed),
    replicas,
    coldStart: coldStart === undefined ? warmStart(durations) : timeOf('cold-start', coldStart),
    seed,
    ingestion: durations.metricIngestion,
  };
  const limits = limitsOf(given.slo ?? 'ttft=2s');
  const price = priceOf(config.machine.chips, config.machine.chip);
  for (const { name, target, hpa } of casesOf(given, replicas)) {
    const course = simulate({ ...options, hpa });
    const summary = summaryOf(course, limits, price);
    process.stdout.write(`${JSON.stringify({ name, target, summary, moments: course.moments })}\n`);
  }
}

function trafficOf({ trace, stages, input = '8', output = '1000' }: Given, seed: number): readonly Arrival[] {
  if (trace !== undefined) return readTrace(contentOf(trace), trace);
  if (stages === undefined) throw new SimulationInput('Specify --trace or --stages');
  const lengths = { input: whole('input', input, 1), output: whole('output', output, 1) };
  return poisson(parseStages(stages), lengths, seed);
}

interface Case {
  readonly name: string;
  /** The first target, where it is swept. */
  readonly target?: number;
  readonly hpa?: HpaSpec;
}

function casesOf({ hpa: file, targets, 'max-replicas': most }: Given, replicas: number): readonly Case[] {
  if (file === undefined) {
    if (targets !== undefined) throw new SimulationInput('--targets needs --hpa');
    return [{ name: `${replicas} replicas` }];
  }
  const read = readHpa(contentOf(file === '-' ? 0 : file), file === '-' ? 'standard input' : file);
  const hpa = most === undefined ? read : { ...read, max: whole('max-replicas', most, read.min) };
  if (targets === undefined) return [{ name: file === '-' ? 'autoscaler' : file, hpa }];
  const [list = '', metric] = targets.split('=').reverse();
  const swept = hpa.metrics.findIndex(({ gauge }) => metric === undefined || gauge === metric);
  if (swept < 0) throw new SimulationInput(`--targets: the autoscaler has no metric ${metric}`);
  return numbersOf('targets', list).map((target) => {
    const metrics = hpa.metrics.map((one, n) => (n === swept ? { ...one, target: target * 1000 } : one));
    return { name: `target ${target}`, target, hpa: { ...hpa, metrics } };
  });
}

function contentOf(file: string | 0): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SimulationInput((error as Error).message);
  }
}

/** A node, the image, the weights from the bucket and the cached graphs. */
function warmStart(durations: ReturnType<typeof loadDurations>): number {
  const { tpuNodeBoot, tpuDevicePlugin, imagePull, bucketMount, weightsFromBucket, compileCached } = durations;
  return tpuNodeBoot + tpuDevicePlugin + imagePull + bucketMount + weightsFromBucket + compileCached;
}

function priceOf(chips: number, chip: string): number {
  const family = [...tpuFamilies.values()].find((one) => one.chip === chip);
  return chips * (family?.pricePerChipHour ?? 0);
}

const isUsage = (error: unknown): boolean =>
  error instanceof SimulationInput ||
  error instanceof ConfigError ||
  // Node's parser of the command line.
  String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!isUsage(error)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
