import { expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { plain } from '../../../lib/log/format.ts';
import { forDryRun } from '../../../lib/runner/dry-run.ts';
import { summary } from '../../../runbook/configure/summary.ts';
import { estimate } from '../../../runbook/plan/estimate.ts';
import { spread } from '../../../runbook/plan/format.ts';
import { plan } from '../../../runbook/plan/plan.ts';
import { steps } from '../../../runbook/steps.ts';

const states = steps.map((step) => ({ step, would: 'create' as const, missing: [] }));

it.each([{}, { CLUSTER_MODE: 'autopilot' }, { MODEL: 'Qwen/Qwen3-8B', PROVISIONING: 'spot' }])(
  'configure shows the time and the cost of the plan, and of the steps of the walkthrough, with %j',
  async (environment) => {
    const config = forDryRun(loadConfig({ environment, target: 'sandbox' }));
    const { whole } = await plan(states, config);
    expect(whole).toEqual(
      estimate(
        steps.map(({ id }) => id),
        config,
      ),
    );
    expect(summary(config, plain)).toContain(`$${spread(whole.cost, 2)} in ${spread(whole.minutes)} min`);
  },
);
