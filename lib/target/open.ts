import type { Config } from '../config/index.ts';
import { gkeTarget, unconfiguredGke } from './gke.ts';
import { useNetwork } from './network.ts';
import { type SandboxOptions, sandboxTarget } from './sandbox.ts';
import { refuseContradiction } from './shell.ts';
import type { Target, TargetKind } from './target.ts';

/**
 * The configured target.
 * @throws RunbookError CONFIG_INVALID before the first call, when the environment belongs to the other target
 */
export async function openTarget(
  config: Config,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
  options?: SandboxOptions,
): Promise<Target> {
  refuseContradiction(config.TARGET, environment);
  await useNetwork(environment);
  return config.TARGET === 'sandbox'
    ? sandboxTarget(config.PROJECT_ID, environment, signal, options)
    : gkeTarget(config, environment);
}

/**
 * A target whose variables are not known yet, for questions that decide them.
 * @throws RunbookError CONFIG_INVALID as `openTarget`
 */
export async function openUnconfigured(
  kind: TargetKind,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Target> {
  refuseContradiction(kind, environment);
  await useNetwork(environment);
  return kind === 'sandbox' ? sandboxTarget(undefined, environment, signal) : unconfiguredGke(environment);
}
