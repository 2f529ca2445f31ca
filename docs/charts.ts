import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Chart, renderSvg } from '../lib/chart/index.ts';
import { watchReplicas } from '../lib/kubernetes/replicas.ts';
import { withSession } from '../lib/runner/run.ts';
import { runStep } from '../lib/runner/runner.ts';
import type { Session } from '../lib/session/session.ts';
import * as charts from '../runbook/metrics/charts.ts';
import { chartsOf } from '../runbook/simulate/charts.ts';
import { simulated } from '../runbook/simulate/run.ts';
import * as runbook from '../runbook/steps.ts';
import { DEPLOYMENT, HPA } from '../runbook/tutorial/names.ts';

// Draws the charts of the README from a walkthrough on a separate sandbox, and that of simulate.md from its sweep.

const FOLDER = fileURLToPath(new URL('charts/', import.meta.url));
/** From before the load until the second replica serves requests. */
const WINDOW = { last: '40m', step: '15s' } as const;

/** The flags in simulate.md. */
const SWEEP = {
  stages: '10m:3.5,20m:3.5-20,20m:20,10m:4',
  targets: 'num_requests_running=32:80:8',
  'max-replicas': '8',
  'cold-start': '8m',
};

async function walk(session: Session): Promise<void> {
  const { steps } = runbook;
  const until = (id: string): number => steps.findIndex((step) => step.id === id);
  for (const step of steps.slice(0, until(runbook.autoscaler.id))) await runStep(step, session);
  const { NAMESPACE: namespace } = session.config;
  const replicas = watchReplicas({ hpa: HPA, deployment: DEPLOYMENT, namespace }, session);
  session.background.set('replicas', replicas);
  await runStep(runbook.autoscaler, session);
  await runStep(runbook.scaleOut, session);

  const [requests, cache, firstToken, tokens, cost] = await Promise.all([
    charts.requestsChart(session, WINDOW),
    charts.cacheChart(session, WINDOW),
    charts.firstTokenChart(session, WINDOW),
    charts.tokensChart(session, WINDOW),
    charts.costChart(session),
  ]);
  await draw('scale-out', [requests, charts.replicasChart(session, replicas)]);
  await draw('server', [cache, firstToken, tokens]);
  await draw('load', [charts.loadChart(session)]);
  await draw('cost', [cost]);
}

async function draw(name: string, pictures: readonly Chart[]): Promise<void> {
  await writeFile(join(FOLDER, `${name}.svg`), renderSvg(pictures, { height: 300 }));
}

async function main(): Promise<number> {
  await draw('sweep', chartsOf(await simulated(SWEEP, () => undefined))['cost-latency']!);
  const home = await mkdtemp(join(tmpdir(), 'runbook-charts-'));
  try {
    const environment = { ...process.env, TARGET: 'sandbox', SANDBOX_HOME: home };
    return await withSession({ environment, stopTarget: true, resume: () => 'npm run docs:charts' }, walk);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

void main().then((code) => {
  process.exitCode = code;
});
