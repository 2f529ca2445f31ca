import { confirm } from '../../lib/runner/confirm.ts';
import type { Session } from '../../lib/session/session.ts';
import { step } from '../../lib/step/step.ts';
import { costPerHour, dollars } from '../cost/prices.ts';
import { calibrate } from './calibrate.ts';
import type { CalibrateOptions } from './options.ts';
import { type Subject, subjectOf } from './subject.ts';

/** Rungs of a ladder, and latencies of each: two to settle and three to measure. */
const RUNGS = 10;
const LATENCIES = 5;
/** A token at saturation (s), for the estimate of the price: 24 ms are published for a 70B model on 8 chips. */
const PER_TOKEN = 0.03;

/** `npm run calibrate`: says what it costs, asks, and runs the experiment. */
export async function runCalibration(options: CalibrateOptions, yes: boolean, session: Session): Promise<void> {
  const subject = await subjectOf(options.deployment, session);
  const weighty = step({
    id: 'calibrate',
    title: 'Calibrate',
    section: '',
    weight: 'creates',
    actions: () => [],
    done: () => [],
  });
  const question = async (): Promise<string> => priceOf(subject, options, session);
  await confirm([weighty], session, { yes, question, command: 'npm run calibrate --' });
  await calibrate(subject, options, session);
}

function priceOf(subject: Subject, { outputTokens }: CalibrateOptions, { config }: Session): string {
  const { tpuNode, known } = costPerHour(config);
  const minutes = Math.ceil((RUNGS * Math.max(60 + 60, LATENCIES * outputTokens * PER_TOKEN * 1.5)) / 60);
  return [
    `Project ${config.PROJECT_ID}, Deployment ${subject.deployment} in namespace ${subject.namespace}:`,
    `  loads one replica to saturation for some ${minutes} minutes: ${dollars((tpuNode * minutes) / 60, known)} for its TPU node`,
    '  users of this server wait meanwhile',
  ].join('\n');
}
