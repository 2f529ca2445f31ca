import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { examine } from './examine.ts';
import { asRunbookError } from './outcome.ts';

/** What running a step would do. */
export interface StepState {
  readonly step: Step;
  readonly would: 'create' | 'change' | 'leave' | 'look' | 'unknown';
  /** The conditions that do not hold; why it is unknown. */
  readonly missing: readonly string[];
}

/** What is there of each step. What needs something that is not there is not there either, and is not asked for. */
export async function statesOf(steps: readonly Step[], session: Session): Promise<readonly StepState[]> {
  const states: StepState[] = [];
  for (const step of steps) {
    const absent = states.some((it) => it.would === 'create' && step.needs.includes(it.step.id));
    states.push(step.readOnly ? { step, would: 'look', missing: [] } : await stateOf(step, absent, session));
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
