import type { Actions, StepContext } from '../../../lib/step/step.ts';

/** How the test repairs a drill in another way than its solution does. */
export interface OtherWay {
  /** What a person did who did not read the solution. */
  readonly what: string;
  actions(context: StepContext): Actions;
  /** What looks like a repair and is none, by its name: each is tried on the broken world, and must not pass. */
  readonly cheats?: Readonly<Record<string, (context: StepContext) => Actions>>;
}
