import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, gcloud } from '../../lib/command/command.ts';
import { type Config, loadConfig } from '../../lib/config/index.ts';
import type { ReportData } from '../../lib/log/report.ts';
import { connect } from '../../lib/runner/run.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import { interruptEverywhere, isCleanedUp } from '../e2e/interrupt.ts';
import { type Laptop, laptop, processesWith } from '../e2e/laptop.ts';
import type { Walk } from './walks.ts';

/** How a walk came out. */
export interface Result {
  readonly walk: Walk;
  readonly problems: readonly string[];
  /** Of this computer's time. */
  readonly seconds: number;
}

/** Walk on a sandbox of its own. Never throws. */
export async function walkThrough(walk: Walk): Promise<Result> {
  const started = performance.now();
  const place = await laptop(walk.variables);
  const scenario = join(place.folder, 'scenario.yaml');
  const problems: string[] = [];
  try {
    if (walk.scenario) {
      await writeFile(scenario, JSON.stringify(walk.scenario));
      place.environment.SANDBOX_SCENARIO = scenario;
    }
    if (walk.existing) await runBefore(createCluster(walk.existing), place);
    if (walk.reserved) await runBefore(createReservation(walk.reserved), place);
    problems.push(...(await (walk.interrupted ? interrupted(walk, place) : undisturbed(walk, place))));
  } catch (error) {
    problems.push(String(error));
  } finally {
    await place.clear();
  }
  problems.push(...(await processesWith(place.folder)).map((line) => `goes on: ${line}`));
  return { walk, problems, seconds: (performance.now() - started) / 1000 };
}

async function undisturbed({ args = [] }: Walk, place: Laptop): Promise<readonly string[]> {
  const report = join(place.folder, 'run.json');
  const { code, output } = await place.run('runbook/index.ts', [...args, '--report', report]);
  if (code !== 0) return [`exit code ${code}\n${output.slice(-2000)}`];
  const { steps, facts } = JSON.parse(await readFile(report, 'utf8')) as ReportData;
  const undone = steps.filter(({ status }) => status !== 'done').map(({ id, status }) => `${id} is ${status}`);
  const left = (facts.left as readonly string[]).map((item) => `left over: ${item}`);
  return [...undone, ...left];
}

async function interrupted({ args = [] }: Walk, place: Laptop): Promise<readonly string[]> {
  const { problems, last } = await interruptEverywhere(place, args);
  if (last.code !== 0) return [...problems, `exit code ${last.code}\n${last.output.slice(-2000)}`];
  return isCleanedUp(last) ? problems : [...problems, `the inventory is not empty\n${last.output.slice(-2000)}`];
}

/** As somebody makes it who does not know of the runbook. */
const createCluster =
  (name: string) =>
  ({ PROJECT_ID }: Config) =>
    gcloud`container clusters create ${name} --location=us-east5 --node-locations=us-east5-b --num-nodes=1
      --workload-pool=${PROJECT_ID}.svc.id.goog --addons=GcsFuseCsiDriver,HorizontalPodAutoscaling,HttpLoadBalancing`;

/** Machines for all nodes of the walk. */
const createReservation =
  ({ name, machineType }: NonNullable<Walk['reserved']>) =>
  () =>
    gcloud`compute reservations create ${name} --zone=us-east5-b --machine-type=${machineType} --vm-count=3
      --require-specific-reservation`;

async function runBefore(command: (config: Config) => Command, place: Laptop): Promise<void> {
  const { signal } = new AbortController();
  const config = loadConfig({ environment: {}, target: 'sandbox' });
  const opened = new Disposer();
  const session = await connect(config, place.environment, { write: () => undefined }, signal, opened);
  try {
    const { exitCode, stderr } = await session.ask(command(config), signal, 'wait');
    if (exitCode !== 0) throw new Error(stderr);
  } finally {
    await opened.dispose();
  }
}
