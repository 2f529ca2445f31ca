import type { Style } from '../../lib/log/format.ts';
import { dollars } from '../cost/prices.ts';
import type { Range } from './estimate.ts';
import type { Plan, PlannedStep } from './plan.ts';

const MARKS: Readonly<Record<PlannedStep['would'], (style: Style) => string>> = {
  create: (s) => s.good('+'),
  change: (s) => s.accent('~'),
  leave: (s) => s.dim('='),
  look: (s) => s.dim('·'),
  unknown: (s) => s.bad('?'),
};

const WORDS: Readonly<Record<PlannedStep['would'], string>> = {
  create: 'to create',
  change: 'to change',
  leave: 'left as it is',
  look: 'only looks',
  unknown: 'unknown',
};

/** The plan as text. */
export function formatPlan(plan: Plan, style: Style): string {
  return [...plan.steps.flatMap((step) => formatStep(step, style)), '', ...formatTotals(plan, style)].join('\n');
}

function formatStep({ would, id, title, minutes, missing, commands }: PlannedStep, s: Style): string[] {
  const time = minutes.high === 0 || would === 'leave' ? '' : s.dim(` (${spread(minutes)} min)`);
  const head = `${MARKS[would](s)} ${s.bold(id)}  ${title}: ${WORDS[would]}${time}`;
  const why = would === 'change' ? missing.map((line) => `    ${s.dim(`because not: ${line}`)}`) : [];
  if (would === 'unknown') return [`${head}, ${missing.join('; ')}`];
  return [head, ...why, ...commands.map((line) => `    ${s.accent(`$ ${line}`)}`)];
}

function formatTotals({ steps, remaining, whole, perHour, config, order }: Plan, s: Style): string[] {
  const count = (would: PlannedStep['would']): number => steps.filter((step) => step.would === would).length;
  const unknown = count('unknown');
  const { base, tpuNode, known, asOf } = perHour;
  const replicas = config.MAX_REPLICAS;
  const stagingNode = order === 'fast' ? ` what ${config.STAGING_MACHINE_TYPE} costs more than e2-medium,` : '';
  // The sum of steps that overlap.
  const atMost = order === 'fast' ? 'less than ' : '';
  const simulated =
    config.TARGET === 'sandbox' ? ['', 'On the sandbox all of it is simulated: nothing is billed.'] : [];
  return [
    s.bold(
      `${count('create')} steps to create, ${count('change')} to change, ${count('leave')} left as they are${unknown > 0 ? `, ${unknown} unknown` : ''}.`,
    ),
    `Time: ${atMost}${spread(remaining.minutes)} min, of which ${spread(remaining.assumed)} min nobody has measured (runbook/plan/minutes.ts has each source).`,
    `Cost an hour: ${dollars(base + tpuNode, known)} with one replica, ${dollars(base + tpuNode * replicas, known)} with ${replicas}; ${dollars(tpuNode, known)} of it for each TPU node (${config.MACHINE_TYPE}, ${config.PROVISIONING}).`,
    `Cost of the whole walkthrough with its cleanup: ${atMost}${known ? '' : 'some '}$${spread(whole.cost, 2)}.`,
    `Prices: US dollars, list prices of ${asOf}${known ? '' : `; the price of ${config.PROVISIONING} in ${config.ZONE} is not known here: the highest on-demand price that is known stands in for it`}.`,
    `Not in it, since not known here: traffic, storage, the load balancer,${stagingNode} and what happens after a step fails.`,
    ...simulated,
  ];
}

function spread({ low, high }: Range, digits = 0): string {
  return low === high ? low.toFixed(digits) : `${low.toFixed(digits)}–${high.toFixed(digits)}`;
}
