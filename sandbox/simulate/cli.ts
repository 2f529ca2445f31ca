import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadDurations } from '../core/data.ts';
import { tpuFamilies } from '../core/tpus.ts';
import { ConfigError } from '../vllm/arguments/config.ts';
import { type HpaSpec, readHpa } from './autoscaler.ts';
import { formatCurves, formatSummaries } from './format.ts';
import { SimulationInput } from './input.ts';
import { HELP, OPTIONS } from './options.ts';
import { serverConfig, TUTORIAL } from './server.ts';
import { type SimulationOptions, simulate } from './simulate.ts';
import { summaryOf } from './summary.ts';
import { parseStages, poisson, readTrace } from './traffic.ts';
import { limitsOf, numbersOf, timeOf, whole } from './values.ts';

function main(args: readonly string[]): number {
  const { values: given } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  if (given.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { model = TUTORIAL.model, machine: machineType = TUTORIAL.machineType } = given;
  const config = serverConfig({ ...TUTORIAL, model, machineType });
  const seed = whole('seed', given.seed ?? '0', 0);
  const lengths = { input: whole('input', given.input ?? '8', 1), output: whole('output', given.output ?? '1000', 1) };
  if ((given.trace === undefined) === (given.stages === undefined))
    throw new SimulationInput('Give either --trace FILE or --stages LIST, such as --stages 20m:4,20m:7');
  const traffic =
    given.trace === undefined
      ? poisson(parseStages(given.stages!), lengths, seed)
      : readTrace(contentOf(given.trace), given.trace);
  const hpa = given.hpa === undefined ? undefined : readHpa(contentOf(given.hpa), given.hpa);
  const sweep = given.targets === undefined ? undefined : numbersOf('targets', given.targets);
  if (sweep && !hpa) throw new SimulationInput('--targets needs --hpa FILE, whose first target it replaces');
  const durations = loadDurations();
  const coldStart =
    given['cold-start'] === undefined ? warmStart(durations) : timeOf('cold-start', given['cold-start']);
  const common = { config, traffic, replicas: whole('replicas', given.replicas ?? '1', 1), coldStart, seed };
  const options: SimulationOptions = { ...common, ingestion: durations.metricIngestion };
  const limits = limitsOf(given.slo ?? 'ttft=2s');

  const cases: readonly (readonly [string, HpaSpec | undefined])[] =
    sweep && hpa
      ? sweep.map((target) => [String(target), withTarget(hpa, target)])
      : [[hpa ? given.hpa! : `${common.replicas} replicas`, hpa]];
  const results = cases.map(([name, one]) => {
    if (process.stderr.isTTY) process.stderr.write(`Simulating ${name} …\n`);
    const course = simulate({ ...options, hpa: one });
    return { name, course, summary: summaryOf(course, limits, priceOf(config.machine.chips, config.machine.chip)) };
  });
  const [first] = results;
  if (!sweep) process.stdout.write(`${formatCurves(first!.course)}\n\n`);
  process.stdout.write(`${formatSummaries(results)}\n`);
  const json = results.map(({ name, summary, course }) => ({ name, summary, moments: course.moments }));
  if (given.json !== undefined) writeFileSync(given.json, `${JSON.stringify(json, null, 2)}\n`);
  return 0;
}

function contentOf(file: string): string {
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

const withTarget = (hpa: HpaSpec, target: number): HpaSpec => ({
  ...hpa,
  metrics: hpa.metrics.map((one, n) => (n === 0 ? { ...one, target: target * 1000 } : one)),
});

function priceOf(chips: number, chip: string): number {
  const family = [...tpuFamilies.values()].find((one) => one.chip === chip);
  return chips * (family?.pricePerChipHour ?? 0);
}

/** Of the command line, as Node's parser reports them. */
const isUsage = (error: unknown): boolean =>
  error instanceof SimulationInput ||
  error instanceof ConfigError ||
  String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!isUsage(error)) throw error;
  process.stderr.write(`${(error as Error).message}\nnpm run simulate -- --help\n`);
  process.exitCode = 2;
}
