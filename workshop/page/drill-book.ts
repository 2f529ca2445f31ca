import type { Text } from '../text.ts';

/** What the page shows of a drill. */
export interface DrillCard {
  readonly id: string;
  readonly title: Text;
  readonly story: Text;
  readonly goal: Text;
  readonly hints: readonly Text[];
  readonly debrief: Text;
  readonly minutes: number;
  /** 1 to 3. */
  readonly level: number;
}

/** What a check found. */
export interface Verdict {
  readonly drill: string;
  readonly points: number;
  readonly of: number;
  readonly passed: boolean;
  readonly items: readonly VerdictItem[];
}

export interface VerdictItem {
  readonly what: Text;
  readonly message: Text;
  readonly met: boolean;
  readonly points: number;
  readonly of: number;
}

/** drills.json: the drill that runs, and the results so far. */
export interface DrillProgress {
  readonly current?:
    | { readonly id: string; readonly startedAt: string; readonly hints: number; readonly solved?: boolean }
    | undefined;
  readonly results: Readonly<Record<string, DrillResult>>;
}

export interface DrillResult {
  readonly points: number;
  readonly of: number;
  readonly passed: boolean;
  readonly hints: number;
  readonly attempts: number;
  readonly at: string;
}

/** The drills of a learner, for the page; each action may take long and ends with the signal. */
export interface DrillBook {
  readonly drills: readonly DrillCard[];
  progress(): Promise<DrillProgress>;
  start(id: string, signal: AbortSignal): Promise<void>;
  hint(signal: AbortSignal): Promise<void>;
  check(signal: AbortSignal): Promise<Verdict>;
  reset(signal: AbortSignal): Promise<void>;
}
