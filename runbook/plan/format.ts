import type { Style } from '../../lib/log/format.ts';
import { dollars } from '../cost/prices.ts';
import type { Range } from './estimate.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { scaleOf } from './scale.ts';

const MARKS: Readonly<Record<PlannedStep['would'], (style: Style) => string>> = {
  create: (s) => s.good('+'),
  change: (s) => s.accent('~'),
  leave: (s) => s.dim('='),
  look: (s) => s.dim('·'),
  repeat: (s) => s.accent('~'),
  unknown: (s) => s.bad('?'),
};

const WORDS: Readonly<Record<PlannedStep['would'], string>> = {
  create: 'to create',
  change: 'to change',
  leave: 'no change',
  look: 'reads only',
  repeat: 'runs each time',
  unknown: 'unknown',
};

/** The plan as text. */
export function formatPlan(plan: Plan, style: Style): string {
  return [...plan.steps.flatMap((step) => formatStep(step, style)), '', ...formatTotals(plan, style)].join('\n');
}

function formatStep({ would, id, title, minutes, missing, commands }: PlannedStep, s: Style): string[] {
  const time = minutes.high === 0 || would === 'leave' ? '' : s.dim(` (${spread(minutes)} min)`);
  const head = `${MARKS[would](s)} ${s.bold(id)}  ${title}: ${WORDS[would]}${time}`;
  const why = would === 'change' ? missing.map((line) => `    ${s.dim(`not met: ${line}`)}`) : [];
  if (would === 'unknown') return [`${head}, ${missing.join('; ')}`];
  return [head, ...why, ...commands.map((line) => `    ${s.accent(`$ ${line}`)}`)];
}

function formatTotals({ steps, remaining, whole, perHour, config, order }: Plan, s: Style): string[] {
  const count = (would: PlannedStep['would']): number => steps.filter((step) => step.would === would).length;
  const unknown = count('unknown');
  const { base, tpuNode, known, asOf } = perHour;
  const replicas = config.MAX_REPLICAS;
  const { note } = scaleOf(config);
  const stagingNode = order === 'fast' ? ` the extra cost of ${config.STAGING_MACHINE_TYPE} over e2-medium,` : '';
  // Steps of --fast overlap, so the sums are upper bounds.
  const atMost = order === 'fast' ? 'less than ' : '';
  const simulated = config.TARGET === 'sandbox' ? ['', 'Nothing is billed on the sandbox.'] : [];
  return [
    s.bold(
      `Plan: ${count('create')} steps to create, ${count('change')} to change, ${count('leave')} without change${unknown > 0 ? `, ${unknown} unknown` : ''}.`,
    ),
    `Time: ${atMost}${spread(remaining.minutes)} min; ${spread(remaining.assumed)} min of that are estimates (sources: runbook/plan/minutes.ts).`,
    ...(note === undefined ? [] : [note]),
    `Cost per hour: ${dollars(base + tpuNode, known)} with 1 replica, ${dollars(base + tpuNode * replicas, known)} with ${replicas}; ${dollars(tpuNode, known)} for each TPU node (${config.MACHINE_TYPE}, ${config.PROVISIONING}).`,
    `Cost of the whole walkthrough, cleanup included: ${atMost}${known ? '' : 'about '}$${spread(whole.cost, 2)} in ${atMost}${spread(whole.minutes)} min.`,
    `Prices: list prices of ${asOf} in US dollars.${known ? '' : ` The price of ${config.PROVISIONING} in ${config.ZONE} is unknown; the figures use the highest known on-demand price.`}`,
    `Not included: traffic, storage, the load balancer,${stagingNode} and the time after a step fails.`,
    ...simulated,
  ];
}

export function spread({ low, high }: Range, digits = 0): string {
  return low === high ? low.toFixed(digits) : `${low.toFixed(digits)}–${high.toFixed(digits)}`;
}
