import { type Config, regionOf } from '../../lib/config/index.ts';
import type { Style } from '../../lib/log/format.ts';
import { costPerHour, dollars } from '../cost/prices.ts';
import { wholeWalkthrough } from '../plan/estimate.ts';
import { spread } from '../plan/format.ts';
import { DERIVED } from './env-text.ts';

/** What follows from the answers: names, and the cost per hour and of the whole walkthrough. */
export function summary(config: Config, style: Style): string {
  return [style.bold('By default'), ...defaults(config), style.bold('Cost'), ...cost(config)].join('\n');
}

function defaults(config: Config): readonly string[] {
  const widest = Math.max(...DERIVED.map((name) => name.length));
  return DERIVED.map((name) => {
    const value = config[name] === '-' ? `the default of ${regionOf(config.CONTROL_PLANE_LOCATION)}` : config[name];
    return `  ${name.padEnd(widest)}  ${value}`;
  });
}

function cost(config: Config): readonly string[] {
  const { base, tpuNode, known, asOf } = costPerHour(config);
  const { MAX_REPLICAS, PROVISIONING } = config;
  const whole = wholeWalkthrough(config);
  const perHour = (nodes: number): string => dollars(base + tpuNode * nodes, known);
  const most = MAX_REPLICAS > 1 ? `, ${perHour(MAX_REPLICAS)} with ${MAX_REPLICAS}` : '';
  return [
    `  an hour: ${perHour(1)} with 1 replica${most} (${PROVISIONING})`,
    `  the whole walkthrough with its cleanup: ${known ? '' : 'about '}$${spread(whole.cost, 2)} in ${spread(whole.minutes)} min`,
    `  list prices of ${asOf}, without traffic, storage and the load balancer`,
    config.TARGET === 'sandbox'
      ? '  nothing is billed on the sandbox'
      : '  nothing is billed until a run has asked you',
  ];
}
