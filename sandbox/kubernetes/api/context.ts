import type { ApiReply, ApiRequest } from '../../core/http.ts';
import type { World } from '../../core/world.ts';
import type { AdmissionPlugin } from '../admission/admission.ts';
import type { PodRuntime } from '../runtime.ts';
import type { Store } from '../store/store.ts';
import type { Target } from './target.ts';

/** The context of a cluster's API handlers. */
export interface ApiContext {
  readonly world: World;
  readonly store: Store;
  /** `1.33.5-gke.1080000`. */
  readonly version: string;
  readonly admit: AdmissionPlugin;
  readonly runtime: PodRuntime;
}

/** Who asks: the one user of the sandbox. */
export const USER = { username: 'runbook@example.com', groups: ['system:authenticated'] } as const;

export type ResourceHandler = (
  context: ApiContext,
  target: Target,
  request: ApiRequest,
) => ApiReply | Promise<ApiReply>;

/** A target that names one object. */
export function nameOf(target: Target): string {
  return target.name!;
}
