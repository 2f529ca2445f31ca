import { expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/index.ts';
import { expected } from '../../runbook/steps.ts';

const MINUTE = 60_000;
const config = loadConfig({ environment: {}, target: 'sandbox' });

it('expects the minutes of the plan, by the order of the steps, and none for a step of seconds', async () => {
  const inOrder = await expected(config, 'tutorial');
  expect(inOrder['06-model-server']).toEqual({ low: 25 * MINUTE, high: 40 * MINUTE });
  expect((await expected(config, 'fast'))['06-model-server']).toEqual({ low: 10 * MINUTE, high: 20 * MINUTE });
  expect(inOrder['03-secret']).toBeUndefined();
});
