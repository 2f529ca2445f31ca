import type { Summary } from '../../lib/log/entry.ts';
import { perHourOf } from '../../lib/runner/meter.ts';
import type { Ended } from '../../lib/runner/summary.ts';
import type { Session } from '../../lib/session/session.ts';
import { formatDuration } from '../../lib/wait/duration.ts';
import { costPerHour, dollars } from '../cost/prices.ts';
import { type Existing, existing } from './existing.ts';
import { next } from './next.ts';
import { seen } from './seen.ts';

/** What a run did, what it cost, what exists now, and what to do next. */
export async function summary(session: Session, run: Ended): Promise<Summary> {
  const now = await existing(session, run);
  return {
    title: `Done: ${steps(run)}`,
    facts: [
      ['time', time(run)],
      ...seen(session.config, run),
      ...cost(session, run),
      ['now', now.text],
      ...perHour(session, run, now),
    ],
    next: next(session.config, run, now),
  };
}

function steps({ steps: all }: Ended): string {
  const already = all.filter(({ status }) => status === 'already').length;
  const done = `${all.length - already} ${all.length - already === 1 ? 'step' : 'steps'} done`;
  return already === 0 ? done : `${done}, ${already} already done before`;
}

function time({ elapsed, wall }: Ended): string {
  if (Math.abs(elapsed - wall) < 1000) return formatDuration(elapsed);
  return `${formatDuration(elapsed)} simulated, ${formatDuration(wall)} real`;
}

/** Deleted resources are included: the run has watched them. */
function cost({ config, target }: Session, { spent }: Ended): Summary['facts'] {
  if (spent === undefined || spent === 0) return [];
  const { asOf, known } = costPerHour(config);
  const amount = dollars(spent, known);
  const what = target.kind === 'sandbox' ? `nothing; on Google Cloud ${amount}` : amount;
  return [['cost', `${what} (list prices of ${asOf}, without traffic, storage and load balancers)`]];
}

function perHour({ target, config }: Session, run: Ended, { isEmpty }: Existing): Summary['facts'] {
  if (isEmpty) return [];
  const amount = dollars(perHourOf(run.standing), costPerHour(config).known);
  return [['per hour', target.kind === 'sandbox' ? `nothing; on Google Cloud ${amount}` : `${amount} are billed`]];
}
