import type { Progress } from '../../../lib/runner/progress.ts';
import type { Decision } from './autoscaler.ts';
import type { EventView } from './events.ts';
import type { Topology } from './topology.ts';

/** The target at a moment, as data: no text of it is for a language. Times are ms of the target's clock. */
export interface World {
  readonly link: Link;
  /** Undefined before the first connection. */
  readonly place?: Place;
  readonly now?: number;
  /** Simulated seconds per real second: 0 while time stands still; undefined on Google Cloud. */
  readonly pace?: number;
  /** null: there is none; undefined: not read yet. */
  readonly cluster?: ClusterView | null | undefined;
  readonly topology: Topology;
  /** null: there is no autoscaler; undefined: not read yet. */
  readonly decision?: Decision | null | undefined;
  readonly figures: Figures;
  /** Newest first. */
  readonly events: readonly EventView[];
  /** What could not be read, with the reason. */
  readonly gaps: Readonly<Record<string, string>>;
  readonly progress?: Progress | undefined;
}

/** Whether the page sees the target. */
export interface Link {
  readonly state: 'connecting' | 'live' | 'lost';
  /** Why the target cannot be seen; ISO 8601, wall time, since when. */
  readonly problem?: string;
  readonly remedy?: string;
  readonly since?: string;
}

export interface Place {
  readonly target: 'sandbox' | 'gke';
  readonly project: string;
  readonly cluster: string;
  readonly location: string;
  readonly namespace: string;
  readonly model: string;
}

export interface ClusterView {
  /** GKE's: PROVISIONING, RUNNING, STOPPING … */
  readonly status: string;
  readonly version: string;
  readonly pools: readonly PoolView[];
}

export interface PoolView {
  readonly name: string;
  readonly status: string;
  readonly machine: string;
}

/** The newest values; undefined while there are none. */
export interface Figures {
  readonly waiting?: number | undefined;
  readonly running?: number | undefined;
  /** The 90th percentile of the time to first token, in seconds. */
  readonly firstToken?: number | undefined;
  readonly tokensPerSecond?: number | undefined;
  readonly desired?: number | undefined;
  readonly ready?: number | undefined;
  /** US dollars. */
  readonly cost?: number | undefined;
  readonly perHour?: number | undefined;
}

/** A world of which nothing is known. */
export const UNSEEN: World = {
  link: { state: 'connecting' },
  topology: { nodes: [], homeless: [], hiddenNodes: 0 },
  figures: {},
  events: [],
  gaps: {},
};
