import type { Step } from '../step/step.ts';

/** Whether a step may run beside another run: it only looks, or what it starts has a guard of its own. */
export function runsBesideOthers({ readOnly, alone, outlives }: Step): boolean {
  return outlives === true || (readOnly === true && alone !== true);
}
