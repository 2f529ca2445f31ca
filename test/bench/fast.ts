import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../../lib/config/index.ts';
import { operationsOn } from '../../lib/google/operations.ts';
import type { ReportData } from '../../lib/log/report.ts';
import { connect } from '../../lib/runner/run.ts';
import { isMain } from '../../lib/runner/script.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import type { Session } from '../../lib/session/session.ts';
import { duration } from '../../lib/wait/duration.ts';
import { billed } from '../../runbook/cost/so-far.ts';
import { type Laptop, laptop } from '../e2e/laptop.ts';
import type { Figure } from './figure.ts';

/** Simulated minutes of a walkthrough, and of its TPU nodes. */
interface Walkthrough {
  readonly firstToken: number;
  readonly bothReady: number;
  /** TPU-node minutes up to each of these moments, and until the nodes were deleted. */
  readonly billedToFirstToken: number;
  readonly billedToBothReady: number;
  readonly billedToCleanup: number;
  readonly billed: number;
}

const MINUTE = 60_000;
const STREAMED = { LOAD_FORMAT: 'runai_streamer', VLLM_IMAGE: 'vllm/vllm-tpu:v0.18.0' };

const LEVERS = {
  ...STREAMED,
  IMAGE_DISK: 'projects/vllm-tpu-sandbox/global/images/vllm-tpu',
  NODES_AHEAD: 'on',
  KEEP_BUCKET: 'on',
  DELETE_FIRST: 'tpu-nodes',
};

/** `--fast` against the tutorial's order: alone, with Run:ai's streamer, with all levers, and again with the kept bucket. */
export async function fast(): Promise<Figure[]> {
  const [tutorial] = await walkthroughs([], {}, 1);
  const [overlapped] = await walkthroughs(['--fast'], {}, 1);
  const [streamed] = await walkthroughs(['--fast'], STREAMED, 1);
  const [first, again] = await walkthroughs(['--fast'], LEVERS, 2);
  return [
    ...compared('--fast', overlapped!, tutorial!),
    ...compared('--fast, LOAD_FORMAT=runai_streamer', streamed!, tutorial!),
    ...compared('--fast, all levers, first run', first!, tutorial!),
    ...compared('--fast, all levers, kept bucket', again!, tutorial!),
  ];
}

function compared(name: string, measured: Walkthrough, base: Walkthrough): Figure[] {
  const ratio = (what: string, of: keyof Walkthrough, goal?: number): Figure => {
    const value = measured[of] / base[of];
    const figures = `${value.toFixed(2)} (${measured[of].toFixed(1)} of ${base[of].toFixed(1)} min)`;
    return { what: `${name}: ${what}`, measured: figures, ...(goal && { goal: `≤ ${goal}`, met: value <= goal }) };
  };
  return [
    ratio('to the first token', 'firstToken', 0.5),
    ratio('to two ready replicas', 'bothReady', 0.5),
    ratio('TPU-node minutes billed, all in all', 'billed', 0.45),
    ratio('TPU-node minutes billed until the cleanup', 'billedToCleanup'),
    ratio('TPU-node minutes billed until two replicas are ready', 'billedToBothReady'),
    ratio('TPU-node minutes billed until the first token', 'billedToFirstToken'),
  ];
}

/** One after the other on the same sandbox. */
async function walkthroughs(args: readonly string[], variables: NodeJS.ProcessEnv, times: number) {
  const place = await laptop(variables);
  try {
    const all: Walkthrough[] = [];
    while (all.length < times) all.push(await walkthrough(args, place));
    return all;
  } finally {
    await place.clear();
  }
}

async function walkthrough(args: readonly string[], place: Laptop): Promise<Walkthrough> {
  const { report, output } = await run(place, [...args, '--keep']);
  const made = await asking(place, tpuNodes);
  const { report: cleaning } = await run(place, [...args, '--only', '99']);
  const deleted = await asking(place, tpuNodesDeleted);
  const firstToken = end(report, '07-completion');
  const bothReady = begin(report, '13-scale-out') + readyAfter(output);
  const used = end(report, '13-scale-out');
  // What passes between the two runs is not the walkthrough's.
  const gone = used + deleted - begin(cleaning, '99-cleanup');
  const until = (moment: number): number => made.reduce((sum, since) => sum + Math.max(0, moment - since), 0) / MINUTE;
  const started = Date.parse(report.startedAt);
  return {
    firstToken: (firstToken - started) / MINUTE,
    bothReady: (bothReady - started) / MINUTE,
    billedToFirstToken: until(firstToken),
    billedToBothReady: until(bothReady),
    billedToCleanup: until(used),
    billed: until(gone),
  };
}

async function run(place: Laptop, args: readonly string[]): Promise<{ report: ReportData; output: string }> {
  const file = join(place.folder, 'run.json');
  const { code, output } = await place.run('runbook/index.ts', [...args, '--report', file]);
  if (code !== 0) throw new Error(`exit code ${code}\n${output.slice(-3000)}`);
  return { report: JSON.parse(await readFile(file, 'utf8')) as ReportData, output };
}

/** When each TPU machine that stands was created. */
async function tpuNodes(session: Session): Promise<readonly number[]> {
  const items = await billed(session);
  return items.filter(({ name }) => name !== session.config.CLUSTER_NAME).map(({ since }) => since);
}

/** When the newest deletion of the pool or of the cluster ended, whichever was first: until then the machines are billed. */
async function tpuNodesDeleted(session: Session): Promise<number> {
  const { CLUSTER_NAME } = session.config;
  const operations = await operationsOn(CLUSTER_NAME, session);
  const newest = (type: string) => operations.find(({ operationType }) => operationType === type);
  const [created, pool] = [newest('CREATE_CLUSTER'), newest('DELETE_NODE_POOL')];
  const isOfThisCluster = pool?.startTime !== undefined && pool.startTime > (created?.startTime ?? '');
  return Date.parse((isOfThisCluster ? pool : newest('DELETE_CLUSTER'))?.endTime ?? '');
}

async function asking<T>({ environment }: Laptop, question: (session: Session) => Promise<T>): Promise<T> {
  const config = loadConfig({ environment });
  const opened = new Disposer();
  const session = await connect(config, environment, { write: () => undefined }, new AbortController().signal, opened);
  try {
    return await question(session);
  } finally {
    await opened.dispose();
  }
}

function stepOf({ steps }: ReportData, id: string) {
  const found = steps.find((step) => step.id === id);
  if (found) return found;
  throw new Error(`The report has no ${id}`);
}

const begin = (report: ReportData, id: string): number => Date.parse(stepOf(report, id).startedAt);
const end = (report: ReportData, id: string): number => Date.parse(stepOf(report, id).endedAt);

/** As the last step's log has it: `✓ deployment/vllm-tpu has 2 ready replicas (14m 39s)`. */
function readyAfter(output: string): number {
  const [, took = ''] = /✓ \S+ has 2 ready replicas \((.+)\)/.exec(output) ?? [];
  return duration(took.replaceAll(' ', ''));
}

if (isMain(import.meta)) {
  void fast().then((figures) => {
    for (const { what, measured, goal = '', met } of figures)
      console.log(
        `${what.padEnd(88)} ${measured.padEnd(24)} ${goal} ${met === undefined ? '' : met ? 'met' : 'missed'}`,
      );
    if (figures.some(({ met }) => met === false)) process.exitCode = 1;
  });
}
