import { extname } from 'node:path';
import { findProcess } from '../../../lib/background/find.ts';
import { recordFile } from '../../../lib/background/record.ts';
import { type BackgroundProcess, startProcess } from '../../../lib/background/start.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { list } from '../../../lib/kubernetes/objects.ts';
import type { Snapshot } from '../../../lib/load/index.ts';
import { drive, perform } from '../../../lib/runner/perform.ts';
import { releaseBackground } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { elapse } from '../../../lib/wait/elapse.ts';
import { LOAD } from '../../../runbook/load/load.ts';
import { DEPLOYMENT } from '../../../runbook/tutorial/names.ts';
import { onStage } from '../ground.ts';
import { autoscalerReads } from '../world/autoscaler.ts';
import { chosen } from './choose.ts';
import { readIncident, writeIncident } from './record.ts';
import type { Incident, Served } from './score.ts';
import { TROUBLES } from './troubles.ts';

/** The same record as the load's, so that whatever stops a load stops this one. */
const LONG_LOAD: BackgroundProcess = {
  name: LOAD.name,
  module: new URL(`./program${extname(import.meta.url)}`, import.meta.url).href,
};

/** Until the first answers are there, and then to measure; ms of the target's time. */
const WARM_UP = duration('2m');
const MEASURE = duration('4m');
/** Between the break and the pager. */
const ALARM = duration('3m');

/** What the pager knows. */
export interface Alarm {
  /** Tokens a second since the break. */
  readonly rate: number;
  readonly ready: number;
  readonly wanted: number;
  /** The autoscaler reads its metric. */
  readonly reads: boolean;
}

/** Break a running deployment with load in two ways, which the seed decides. Restarts the sandbox, as a drill does. */
export async function startIncident(session: Session, seed: number): Promise<{ incident: Incident; alarm: Alarm }> {
  const troubles = chosen(seed);
  return onStage('scaling', session, async (own) => {
    await startProcess(LONG_LOAD, own);
    releaseBackground(own);
    await elapse(WARM_UP, 'the load has its first answers', own);
    const first = await served(own);
    await elapse(MEASURE, 'the load is measured', own);
    const load = await served(own);
    for (const { make } of troubles) await drive(make(own), (action) => perform(action, own));
    const incident: Incident = {
      seed,
      troubles: troubles.map(({ code }) => code),
      brokenAt: new Date().toISOString(),
      baseline: rate(first, load),
      load,
      diagnosedAt: {},
      mendedAt: {},
      wrong: 0,
    };
    await elapse(ALARM, 'somebody notices', own);
    await writeIncident(incident);
    return { incident, alarm: { ...(await stateOf(own)), rate: rate(load, await served(own)) } };
  });
}

/** Look which troubles are mended, and how many tokens were served. Changes nothing in the world. */
export async function lookAtIncident(session: Session): Promise<Incident> {
  const before = await current();
  const mendedAt = { ...before.mendedAt };
  for (const code of before.troubles) {
    const { mended } = TROUBLES.find((one) => one.code === code)!;
    if (!mendedAt[code] && (await mended(session)(session).catch(() => false)))
      mendedAt[code] = new Date().toISOString();
  }
  const isOver = before.troubles.every((code) => before.mendedAt[code]);
  const last = isOver ? before.last : await served(session).catch(() => before.last);
  const incident = { ...before, mendedAt, ...(last && { last }) };
  await writeIncident(incident);
  return incident;
}

/** Name a cause. @returns whether it is one of them. @throws RunbookError USAGE for a code that is no choice */
export async function diagnose(text: string): Promise<{ readonly right: boolean; readonly code: string }> {
  const incident = await current();
  const code = codeIn(text);
  const at = new Date().toISOString();
  const right = incident.troubles.includes(code);
  const diagnosedAt = right ? { [code]: at, ...incident.diagnosedAt } : incident.diagnosedAt;
  const wrong = incident.wrong + (right ? 0 : 1);
  await writeIncident({ detectedAt: at, ...incident, diagnosedAt, wrong });
  return { right, code };
}

function codeIn(text: string): string {
  const found = TROUBLES.find(({ code }) => text.toUpperCase().includes(code));
  if (found) return found.code;
  throw new RunbookError('USAGE', `${JSON.stringify(text)} names no cause of the list`, {
    evidence: TROUBLES.map(({ code, what }) => `${code}: ${what.en}`),
    remedy: `npm run drill -- diagnose ${TROUBLES[0]!.code}`,
  });
}

async function current(): Promise<Incident> {
  const incident = await readIncident();
  if (incident) return incident;
  throw new RunbookError('USAGE', 'No incident is running', { remedy: 'npm run drill -- incident --seed 7' });
}

async function served(session: Session): Promise<Served> {
  const { snapshot } = (await findProcess(recordFile(LOAD.name, session))) ?? {};
  if (!snapshot) throw new RunbookError('UNEXPECTED_ANSWER', 'The load of the incident is not running');
  const { seconds, tokens } = snapshot as Snapshot;
  return { seconds, tokens };
}

async function stateOf(session: Session): Promise<Omit<Alarm, 'rate'>> {
  const of = { resource: 'deployment', name: DEPLOYMENT, namespace: session.config.NAMESPACE };
  const [deployment] = await list(of, session, session.signal);
  const { readyReplicas: ready = 0, replicas: wanted = 0 } = deployment?.status ?? {};
  return { ready, wanted, reads: await autoscalerReads(session) };
}

const rate = (from: Served, to: Served): number => (to.tokens - from.tokens) / Math.max(1, to.seconds - from.seconds);
