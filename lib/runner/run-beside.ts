import type { Step } from '../step/step.ts';

/** Whether a step may run at the same time as another run: it only looks, or its process has its own record. */
export function runsBesideOthers({ readOnly, alone, outlives }: Step): boolean {
  return outlives === true || (readOnly === true && alone !== true);
}
