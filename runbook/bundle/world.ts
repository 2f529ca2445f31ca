import { kubectl } from '../../lib/command/command.ts';
import { type Refusal, type RefusalKind, refusalOf } from '../../lib/command/refusal.ts';
import type { Config } from '../../lib/config/index.ts';
import type { RunbookError } from '../../lib/errors/runbook-error.ts';
import { asRunbookError } from '../../lib/runner/outcome.ts';
import { readConfig } from '../../lib/runner/run.ts';
import { commandNaming } from '../../lib/session/session.ts';
import { openTarget } from '../../lib/target/open.ts';
import type { Target } from '../../lib/target/target.ts';
import { CLUSTER_LIMIT } from './limits.ts';

/** What can be asked now. Each of the three may be missing: the bundle is for broken worlds. */
export interface World {
  readonly environment: NodeJS.ProcessEnv;
  readonly config: Config | undefined;
  readonly target: Target | undefined;
  /** Why there is no configuration or no target. */
  readonly problem: RunbookError | undefined;
  /** Why the cluster cannot be asked. */
  readonly cluster: Refusal | undefined;
}

/** Open what can be opened. Never throws. */
export async function openWorld(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<World> {
  let config: Config | undefined;
  let target: Target | undefined;
  try {
    config = readConfig(environment);
    target = await openTarget(config, environment, signal);
    return { environment, config, target, problem: undefined, cluster: await clusterRefusal(config, target, signal) };
  } catch (error) {
    return { environment, config, target, problem: asRunbookError(error), cluster: undefined };
  }
}

/** Refusals that every request to the cluster would get. */
const OF_EVERY_REQUEST: ReadonlySet<RefusalKind> = new Set([
  'disconnected',
  'noContext',
  'noPlugin',
  'noToken',
  'notListening',
  'unauthenticated',
]);

/** Asked once, so that a dead cluster costs one time limit and not twenty. */
async function clusterRefusal(config: Config, target: Target, signal: AbortSignal): Promise<Refusal | undefined> {
  const command = commandNaming(config)(kubectl`version ${`--request-timeout=${CLUSTER_LIMIT}s`}`);
  try {
    const refusal = refusalOf(command, await target.execute(command, signal));
    return refusal && OF_EVERY_REQUEST.has(refusal.kind) ? refusal : undefined;
  } catch (error) {
    return { tool: 'kubectl', kind: 'other', message: asRunbookError(error).message };
  }
}
