import type { Confirmation } from '../lib/runner/confirm.ts';
import type { LoadStillBilled } from '../lib/runner/run.ts';
import type { Runbook } from '../lib/runner/runbook.ts';
import type { Step } from '../lib/step/step.ts';
import { preflight } from './00-preflight.ts';
import { cluster } from './01-cluster.ts';
import { credentials } from './02-credentials.ts';
import { secret } from './03-secret.ts';
import { bucket } from './04-bucket.ts';
import { serviceAccount } from './05-service-account.ts';
import { modelServer } from './06-model-server.ts';
import { completion } from './07-completion.ts';
import { metricsAdapter } from './08-metrics-adapter.ts';
import { podMonitoring } from './09-pod-monitoring.ts';
import { load } from './10-load.ts';
import { metrics } from './11-metrics.ts';
import { autoscaler } from './12-autoscaler.ts';
import { scaleOut } from './13-scale-out.ts';
import { cleanupOf } from './99-cleanup.ts';
import { stagingCluster, tpuPool } from './fast/cluster.ts';
import { nodesAhead } from './fast/nodes-ahead.ts';
import { scraping } from './fast/scraping.ts';
import { stageWeights } from './fast/stage-weights.ts';
import { guard } from './park/guard.ts';

export { remedies } from './doctor/remedies.ts';
export { ending } from './park/ending.ts';
export { scriptTexts } from './script/texts.ts';

/** The command of all steps: JavaScript in the package, TypeScript in a clone. */
export const command = import.meta.url.endsWith('.js') ? 'npx vllm-tpu-runbook' : 'npm start --';

/** Reports what is still billed after a run that failed. */
export const stillBilled: LoadStillBilled = async () => (await import('./cost/still-billed.ts')).stillBilled;

/** Reports the cost so far of the running resources. */
export const cost: NonNullable<Runbook['cost']> = async (session) =>
  (await import('./cost/so-far.ts')).costSoFar(session);

/** The endpoint of the model server, and pages of the console. */
export const links: NonNullable<Runbook['links']> = async (session) =>
  (await import('./summary/links.ts')).links(session);

/** The resources that are billed by the hour now. */
export const billed: NonNullable<Runbook['billed']> = async (session) =>
  (await import('./cost/so-far.ts')).billed(session);

/** The minutes of the plan. */
export const expected: NonNullable<Runbook['expected']> = async (config, order) =>
  (await import('./plan/expected.ts')).expected(fastSteps.concat(steps), config, order);

/** What happened, what exists now, and what to do next. */
export const summary: NonNullable<Runbook['summary']> = async (session, run) =>
  (await import('./summary/summary.ts')).summary(session, run);

/** Describes what a run creates and deletes, for the user to confirm. */
export const confirmation: Confirmation = async (session, steps) =>
  (await import('./cost/confirmation.ts')).confirmation(session, steps);

/** Every step except the cleanup, in the tutorial's order. */
const made: readonly Step[] = [
  preflight,
  cluster,
  credentials,
  secret,
  bucket,
  serviceAccount,
  modelServer,
  completion,
  metricsAdapter,
  podMonitoring,
  load,
  metrics,
  autoscaler,
  scaleOut,
];

/** Its time does not matter to the cleanup. */
const anyGuard = guard(1);

export const cleanup = cleanupOf([...made, stageWeights, anyGuard]);

/** The whole tutorial, in order. */
export const steps: readonly Step[] = [...made, cleanup];

/** The replacements for `--fast`: smaller steps, or the same step with fewer prerequisites. */
const INSTEAD: ReadonlyMap<Step, readonly Step[]> = new Map([
  [cluster, [stagingCluster, tpuPool]],
  [modelServer, [scraping, stageWeights, { ...modelServer, needs: [stageWeights.id, tpuPool.id] }, nodesAhead]],
  [autoscaler, [{ ...autoscaler, needs: [scraping.id, modelServer.id, metricsAdapter.id] }]],
]);

/** The steps of `--fast`: the TPU nodes start while the weights are staged. */
export const fastSteps: readonly Step[] = steps.flatMap((step) => INSTEAD.get(step) ?? step);

export {
  autoscaler,
  bucket,
  cluster,
  completion,
  credentials,
  load,
  metrics,
  metricsAdapter,
  modelServer,
  podMonitoring,
  preflight,
  scaleOut,
  secret,
  serviceAccount,
};
