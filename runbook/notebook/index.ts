import type { Chart } from '../../lib/chart/chart.ts';
import { renderSvg, seriesChart } from '../../lib/chart/index.ts';
import { type Command, gcloud as gcloudCommand, kubectl as kubectlCommand } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { diagnoseText } from '../../lib/diagnosis/index.ts';
import { type ReplicaHistory, watchReplicas } from '../../lib/kubernetes/replicas.ts';
import { plain } from '../../lib/log/format.ts';
import type { Range } from '../../lib/metrics/range.ts';
import type { Series } from '../../lib/metrics/series.ts';
import { bind } from '../../lib/notebook/bind.ts';
import { display } from '../../lib/notebook/display.ts';
import { switchOff, switchOn } from '../../lib/notebook/faults.ts';
import { drawDuring } from '../../lib/notebook/live.ts';
import type { NotebookStep, Variables } from '../../lib/notebook/types.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { perform } from '../../lib/runner/perform.ts';
import { runStep, undoStep } from '../../lib/runner/runner.ts';
import type { Session } from '../../lib/session/session.ts';
import { run } from '../../lib/step/actions.ts';
import type { Step } from '../../lib/step/step.ts';
import { duration } from '../../lib/wait/duration.ts';
import { elapse as letElapse } from '../../lib/wait/elapse.ts';
import { costSoFar } from '../cost/so-far.ts';
import { formatDiagnoses } from '../doctor/diagnoses.ts';
import * as draw from '../metrics/charts.ts';
import * as runbook from '../steps.ts';
import { DEPLOYMENT, HPA } from '../tutorial/names.ts';
import { notebook } from './shared.ts';

export { calibrate } from './calibrate.ts';

/*
 * The notebooks' import: the steps of the runbook, which share one session in all cells, and functions to inspect the
 * results. Every error is a RunbookError.
 */

const bound = (step: (typeof runbook.steps)[number]): NotebookStep => bind(step, runbook.steps, notebook, sayCost);

/** Every step by its ID: `await steps['14-canary'].run()`. */
export const steps: Readonly<Record<string, NotebookStep>> = Object.fromEntries(
  runbook.steps.map((step) => [step.id, bound(step)]),
);

/** 00-preflight: check tools, project, quota and names before anything is billed. */
export const preflight = bound(runbook.preflight);
/** 01-cluster: the GKE cluster and its TPU node pool. */
export const cluster = bound(runbook.cluster);
/** 02-credentials: kubectl with a separate kubeconfig. */
export const credentials = bound(runbook.credentials);
/** 03-secret: the namespace and the Secret with the Hugging Face token. */
export const secret = bound(runbook.secret);
/** 04-bucket: the bucket for the weights and the compilation cache. */
export const bucket = bound(runbook.bucket);
/** 05-service-account: the model server's access to the bucket. */
export const serviceAccount = bound(runbook.serviceAccount);
/** 06-model-server: deploy vLLM and wait until it is ready. */
export const modelServer = bound(runbook.modelServer);
/** 07-completion: the tutorial's completion request. */
export const completion = bound(runbook.completion);
/** 08-metrics-adapter: serves Cloud Monitoring as custom.metrics.k8s.io. */
export const metricsAdapter = bound(runbook.metricsAdapter);
/** 09-pod-monitoring: scrape vLLM and wait for the first sample. */
export const podMonitoring = bound(runbook.podMonitoring);
/** 12-autoscaler: the HorizontalPodAutoscaler for HPA_METRIC with HPA_TARGET. */
export const autoscaler = bound(runbook.autoscaler);
/** 13-scale-out: wait until all replicas are ready, then stop the load. */
export const scaleOut = bound(runbook.scaleOut);
/** 99-cleanup: delete everything that the runbook created and verify that nothing billable is left. */
export const cleanup = bound(runbook.cleanup);

/** 10-load: the load, which runs until `load.stop()` or the end of the kernel. */
export const load = {
  ...bound(runbook.load),
  /** Stop the load. Afterwards `charts.load()` shows its latency. */
  stop: () => notebook.look((session) => undoStep(runbook.load, session)),
};

/** 11-metrics: verify that the metrics reach Cloud Monitoring; `metrics.query` runs any PromQL. */
export const metrics = {
  ...bound(runbook.metrics),
  /** The series of a query in a time range such as `{ last: '10m' }`. @throws RunbookError METRICS_QUERY */
  query: (promql: string, range: Range): Promise<readonly Series[]> =>
    notebook.look((session) => session.metrics.queryRange(promql, range)),
};

/** Run every step up to and including this one. Steps that are done are skipped. */
export function upTo(last: NotebookStep): Promise<void> {
  const end = runbook.steps.findIndex(({ id }) => id === last.id);
  const isMaking = ({ readOnly, repeats }: Step): boolean => !readOnly && !repeats;
  const making = runbook.steps.slice(0, end + 1).filter((one) => isMaking(one) || one.id === last.id);
  return notebook.work(async (session) => {
    for (const step of making) await runStep(step, session);
  });
}

/** The current variables: `const { NAMESPACE } = await variables();` */
export function variables(): Promise<Config> {
  return notebook.look(async ({ config }) => config);
}

/** Set variables for the following cells: `await configure({ HPA_TARGET: 50 })`. @throws RunbookError CONFIG_INVALID */
export function configure(changed: Variables): Promise<void> {
  return notebook.configure(changed);
}

/** Run a kubectl command and show its output: ``await kubectl`get pods -n ${NAMESPACE}` ``. */
export const kubectl = shown(kubectlCommand);
/**
 * Run a gcloud command and show its output: ``await gcloud`container clusters list` ``. @throws RunbookError COMMAND_FAILED
 */
export const gcloud = shown(gcloudCommand);

/** Draw one chart, several charts, or the series of a query. */
export function plot(picture: Chart | readonly Chart[] | readonly Series[]): void {
  const isSeries = (items: readonly (Chart | Series)[]): items is readonly Series[] =>
    items.every((item) => 'labels' in item);
  const charts = Array.isArray(picture) && isSeries(picture) ? seriesChart(picture) : (picture as Chart);
  display().svg(renderSvg(charts));
}

/** Redraw a chart during other work: `await during(scaleOut.run(), () => charts.replicas())`. */
export const during = drawDuring;

/** Charts of the model server in a time range such as `{ last: '10m' }`. */
export const charts = {
  requests: chart(draw.requestsChart),
  cache: chart(draw.cacheChart),
  firstToken: chart(draw.firstTokenChart),
  interToken: chart(draw.interTokenChart),
  tokens: chart(draw.tokensChart),
  /** Replicas since `replicas.watch()`. */
  replicas: () => notebook.look(async (session) => draw.replicasChart(session, historyOf(session))),
  /** Latency of the load that was stopped last. */
  load: () => notebook.look(async (session) => draw.loadChart(session)),
  cost: () => notebook.look(draw.costChart),
};

/** Records desired and ready replicas from now on. */
export const replicas = { watch: () => notebook.look(async (session) => void historyOf(session)) };

/** Let simulated time pass: `await elapse('5m')`. On Google Cloud it is real time. */
export function elapse(time: string): Promise<void> {
  return notebook.work((session) => letElapse(duration(time), `${time} has passed`, session));
}

/** Switch on a fault of the sandbox: `await fault('tpu-stockout', { zone: 'us-east5-b' })`. */
export function fault(name: string, parameters: Readonly<Record<string, string | number>> = {}): Promise<void> {
  return notebook.look((session) => switchOn(session, name, parameters));
}

/** Switch off one fault, or all faults. */
export function mend(name?: string): Promise<void> {
  return notebook.look((session) => switchOff(session, name));
}

/** Show an expected error: `await modelServer.run().catch(show)`. */
export function show(error: unknown): Promise<void> {
  return notebook.look(async ({ log }) => log.write({ kind: 'error', error: asRunbookError(error) }));
}

/** Explain a text of any source: a log, a `kubectl describe`, an error of gcloud. Needs no target. */
export function explain(text: string): void {
  console.log(formatDiagnoses(diagnoseText(text), plain));
}

/** Show the cost so far of the running resources. */
export function cost(): Promise<void> {
  return notebook.look(sayCost);
}

/** End the session and stop the load. The next cell opens a new session. */
export function close(): Promise<void> {
  return notebook.close();
}

function chart(ask: (session: Session, range: Range) => Promise<Chart>): (range: Range) => Promise<Chart> {
  return (range) => notebook.look((session) => ask(session, range));
}

function shown(tag: typeof kubectlCommand) {
  return (...template: Parameters<typeof kubectlCommand>): Promise<void> =>
    notebook.look(async (session) => void (await perform(run(tag(...template) as Command), session)));
}

async function sayCost(session: Session): Promise<void> {
  session.log.write({ kind: 'note', text: (await costSoFar(session)).text });
}

function historyOf(session: Session): ReplicaHistory {
  const key = 'replicas';
  const { background, config } = session;
  const history =
    (background.get(key) as ReplicaHistory | undefined) ??
    watchReplicas({ hpa: HPA, deployment: DEPLOYMENT, namespace: config.NAMESPACE }, session);
  background.set(key, history);
  return history;
}
