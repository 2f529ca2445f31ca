import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { examine } from './examine.ts';
import { asRunbookError } from './outcome.ts';

/** The effect that running a step would have. */
export interface StepState {
  readonly step: Step;
  readonly would: 'create' | 'change' | 'leave' | 'look' | 'repeat' | 'unknown';
  /** The unmet conditions, or the error of an unknown state. */
  readonly missing: readonly string[];
}

/** The state of each step. A step that needs an absent step counts as absent without a check. */
export async function statesOf(steps: readonly Step[], session: Session): Promise<readonly StepState[]> {
  const states: StepState[] = [];
  for (const step of steps) {
    const absent = states.some((it) => it.would === 'create' && step.needs.includes(it.step.id));
    const always = step.readOnly ? 'look' : step.repeats ? 'repeat' : undefined;
    states.push(always ? { step, would: always, missing: [] } : await stateOf(step, absent, session));
  }
  return states;
}

async function stateOf(step: Step, absent: boolean, session: Session): Promise<StepState> {
  if (absent) return { step, would: 'create', missing: [] };
  try {
    return await askStep(step, session);
  } catch (error) {
    session.signal.throwIfAborted();
    return { step, would: 'unknown', missing: [asRunbookError(error).message] };
  }
}

async function askStep(step: Step, session: Session): Promise<StepState> {
  const missing: string[] = [];
  let checks = 0;
  for await (const { what, good, detail } of examine(step, session)) {
    checks++;
    if (!good) missing.push(`${what}: ${detail}`);
  }
  if (missing.length === 0) return { step, would: 'leave', missing };
  return { step, would: missing.length === checks ? 'create' : 'change', missing };
}
