import type { KubeObject } from '../object.ts';
import { timestamp } from '../time.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime: string;
}

export type NewCondition = Omit<Condition, 'lastTransitionTime'>;

export function conditionOf<T extends Condition = Condition>(object: KubeObject, type: string): T | undefined {
  return (object.status?.conditions as T[] | undefined)?.find((condition) => condition.type === type);
}

/** The conditions with one of them set; its transition time moves only when its status does. */
export function withCondition<T extends Condition>(
  conditions: readonly T[] | undefined,
  condition: NewCondition & Partial<T>,
  now: number,
): T[] {
  const known = conditions?.find(({ type }) => type === condition.type);
  const lastTransitionTime = known?.status === condition.status ? known.lastTransitionTime : timestamp(now);
  const set = { ...condition, lastTransitionTime } as T;
  if (!known) return [...(conditions ?? []), set];
  return conditions!.map((each) => (each === known ? set : each));
}
