import { join, relative, resolve } from 'node:path';
import { type Aim, type Proposal, proposalOf, type Rung } from '../../lib/calibration/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { completions } from '../../lib/load/model-server.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import type { Session } from '../../lib/session/session.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { costPerHour } from '../cost/prices.ts';
import { climb } from './climb.ts';
import { formatProposal, formatRung, RUNG_HEAD } from './format.ts';
import { holdAtOne, onePod } from './hold.ts';
import { forgetRungs, keepRungs, keptRungs } from './kept.ts';
import type { CalibrateOptions } from './options.ts';
import { addressOf } from './reach.ts';
import { scrape } from './scrape.ts';
import { checked, coldStart, monitoringWarning, prefixWarning } from './setup.ts';
import type { Subject } from './subject.ts';
import type { Workload } from './workload.ts';
import { writeResults } from './write.ts';

/** Scrape (15 s), Cloud Monitoring, and the autoscaler's period: 48–76 s were seen on GKE. */
const DECIDE = 75;
/** Without --wait-budget and --slo ttft. */
const WAIT_BUDGET = 3;
const LEAST_GAIN = 0.05;

/** What a calibration found. */
export interface Calibration {
  readonly subject: Subject;
  readonly workload: Workload;
  readonly rungs: readonly Rung[];
  readonly proposal: Proposal;
  /** Seconds. */
  readonly waitBudget: number;
  readonly coldStart: number;
  readonly limits: CalibrateOptions['limits'];
  /** Requests a second, if it was given. */
  readonly peak: number | undefined;
  readonly folder: string;
}

/** The ladder on one replica, and the files. @throws RunbookError NOT_DONE without a usable rung */
export async function calibrate(subject: Subject, options: CalibrateOptions, session: Session): Promise<Calibration> {
  const folder = resolve(options.output);
  const held = new Disposer();
  try {
    await holdAtOne(subject, session, held);
    const pod = (await waitFor(onePod(subject), session))!;
    const address = await addressOf(subject, pod, session);
    const warn = (text: string | undefined): void => void (text && session.log.write({ kind: 'warning', text }));
    const { model, before } = await checked(subject, address, options.outputTokens, session);
    warn(await monitoringWarning(subject, pod, session));
    const workload = { model, outputTokens: options.outputTokens };
    const rungs = await ladder(subject, address, workload, folder, options, session);
    warn(prefixWarning(before, await scrape(address, session)));
    const waitBudget = options.waitBudget ?? waitBudgetOf(options.limits.ttft, rungs);
    const start = coldStart(options, pod);
    const proposal = propose(rungs, { waitBudget, reaction: { decide: DECIDE, ...start } }, subject, options, session);
    const { limits, peak } = options;
    const found = { subject, workload, rungs, proposal, waitBudget, coldStart: start.ready, limits, peak, folder };
    await writeResults(found, session);
    await forgetRungs(folder);
    session.log.write({ kind: 'output', text: formatProposal(proposal), whole: true });
    const file = relative('.', join(folder, 'vllm-hpa.yaml'));
    session.log.write({ kind: 'note', text: `Wrote ${file}, calibration.json and report.html.` });
    return found;
  } finally {
    for (const error of await held.dispose()) session.log.write({ kind: 'error', error });
  }
}

async function ladder(
  subject: Subject,
  address: string,
  workload: Workload,
  folder: string,
  { mostConcurrency: most, budget }: CalibrateOptions,
  session: Session,
): Promise<readonly Rung[]> {
  const of = JSON.stringify({ image: subject.image, arguments: subject.arguments, workload });
  const known = await keptRungs(folder, of);
  const say = (text: string): void => session.log.write({ kind: 'note', text });
  if (known.length > 0) say(`Took ${known.length} rungs from ${relative('.', folder)}/rungs.json.`);
  say(RUNG_HEAD);
  for (const rung of known) say(formatRung(rung));
  const { clock } = session.target;
  const started = clock.now();
  const rungs = [...known];
  const plan = { slots: subject.slots, most, leastGain: LEAST_GAIN };
  const done = async (rung: Rung): Promise<void> => {
    rungs.push(rung);
    await keepRungs(folder, of, rungs);
    say(formatRung(rung));
    const spent = (costPerHour(session.config).tpuNode * (clock.now() - started)) / 3_600_000;
    if (budget !== undefined && spent > budget)
      throw new RunbookError(
        'LIMIT_REACHED',
        `The calibration has cost $${spent.toFixed(2)}, more than --budget ${budget}`,
        {
          remedy: `Run it again with a larger --budget; ${rungs.length} rungs are kept.`,
        },
      );
  };
  const target = completions(address, session.config);
  return climb({ address, target, workload, plan, known, done }, session);
}

function propose(
  rungs: readonly Rung[],
  aim: Aim,
  subject: Subject,
  options: CalibrateOptions,
  session: Session,
): Proposal {
  const { limits, peak, hourly } = options;
  const { MAX_REPLICAS } = session.config;
  const proposal = proposalOf({
    rungs,
    limits,
    aim,
    demand: {
      peak,
      most: options.maxReplicas ?? (subject.own ? MAX_REPLICAS : (subject.hpa?.spec.maxReplicas ?? MAX_REPLICAS)),
      perHour: hourly === undefined ? undefined : { budget: hourly, replica: costPerHour(session.config).tpuNode },
    },
  });
  if (proposal) return proposal;
  throw new RunbookError('NOT_DONE', 'No measurement of the concurrency ladder is valid', {
    evidence: rungs.map(formatRung),
    remedy: 'To find out why the requests fail, run: npm run doctor',
  });
}

/** What the limit of the time to the first token leaves for waiting: a request that does not wait needs the rest. */
function waitBudgetOf(ttft: number | undefined, rungs: readonly Rung[]): number {
  if (ttft === undefined) return WAIT_BUDGET;
  const unloaded = rungs[0]?.timeToFirstToken?.p50 ?? 0;
  return Math.max(0, Number((ttft - unloaded).toFixed(3)));
}
