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
import { scraping } from './fast/scraping.ts';
import { stageWeights } from './fast/stage-weights.ts';

export { remedies } from './doctor/remedies.ts';

/** What goes on being billed after a run that failed. */
export const stillBilled: LoadStillBilled = async () => (await import('./cost/still-billed.ts')).stillBilled;

/** What stands now has cost so far. */
export const cost: NonNullable<Runbook['cost']> = async (session) =>
  (await import('./cost/so-far.ts')).costSoFar(session);

/** What a run is about to create and delete, for a person to agree to. */
export const confirmation: Confirmation = async (session, steps) =>
  (await import('./cost/confirmation.ts')).confirmation(session, steps);

/** What makes something, in the tutorial's order. */
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

export const cleanup = cleanupOf([...made, stageWeights]);

/** The tutorial, in order. */
export const steps: readonly Step[] = [...made, cleanup];

/** What `--fast` has in place of a step: finer ones, or one that waits for less. */
const INSTEAD: ReadonlyMap<Step, readonly Step[]> = new Map([
  [cluster, [stagingCluster, tpuPool]],
  [modelServer, [scraping, stageWeights, { ...modelServer, needs: [stageWeights.id, tpuPool.id] }]],
  [autoscaler, [{ ...autoscaler, needs: [scraping.id, modelServer.id, metricsAdapter.id] }]],
]);

/** The same for `--fast`: the TPU nodes and the weights come side by side. */
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
