import type { Config } from '../config/index.ts';
import type { StepPlace } from '../log/entry.ts';
import type { StepReport } from '../log/report.ts';
import type { Session } from '../session/session.ts';
import type { Step } from '../step/step.ts';
import { type Billed, metering } from './meter.ts';
import type { Runbook } from './runbook.ts';

/** A run of several steps that has ended well. */
export interface Ended {
  readonly steps: readonly StepReport[];
  /** The facts that the steps have reported. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Milliseconds of the target's time, and of real time. */
  readonly elapsed: number;
  readonly wall: number;
  /** What the run has cost in US dollars, and what is billed by the hour now; undefined if nobody lists it. */
  readonly spent: number | undefined;
  readonly standing: readonly Billed[];
  readonly keep: boolean;
  readonly fast: boolean;
}

/** The places of the steps of a run, with their expected times. */
export async function placeOf(
  chosen: readonly Step[],
  { expected }: Pick<Runbook, 'expected'>,
  config: Config,
  fast = false,
): Promise<(step: Step) => StepPlace> {
  const times = (await expected?.(config, fast ? 'fast' : 'tutorial')) ?? {};
  return (step) => ({
    number: chosen.findIndex(({ id }) => id === step.id) + 1,
    of: chosen.length,
    expected: times[step.id],
  });
}

/** Adds up what a run costs, and tells at its end what happened. */
export function accounting(
  chosen: readonly Step[],
  { billed, summary }: Pick<Runbook, 'billed' | 'summary'>,
  session: Session,
  { keep = false, fast = false }: { readonly keep?: boolean | undefined; readonly fast?: boolean | undefined },
): { stop(): Promise<void>; tell(): Promise<void> } {
  const { clock } = session.target;
  const begun = { at: clock.now(), wall: performance.now() };
  const several = chosen.length > 1;
  const running = several && billed ? metering(billed, session) : undefined;
  return {
    stop: async () => running?.end(),
    tell: async () => {
      if (!several || !summary) return;
      const now = clock.now();
      const { steps, facts } = session.report.data;
      const told = await summary(session, {
        steps,
        facts,
        elapsed: now - begun.at,
        wall: performance.now() - begun.wall,
        spent: running?.meter.spent(now),
        standing: running?.meter.items ?? [],
        keep,
        fast,
      });
      session.log.write({ kind: 'summary', ...told });
    },
  };
}
