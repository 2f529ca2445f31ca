import { expect } from 'vitest';
import { control } from '../../../lib/notebook/faults.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Step } from '../../../lib/step/step.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

/** The faults that each file of tests switches on. */
export const STRUCK = {
  cluster: [
    'api-disabled',
    'api-errors',
    'api-reset',
    'api-slow',
    'billing-disabled',
    'bucket-name-taken',
    'cluster-create-fails',
    'org-policy',
    'permission-denied',
    'quota-behind-stockout',
    'quota-exceeded',
    'second-person',
    'tpu-quota-zero',
    'tpu-stockout',
  ],
  modelServer: [
    'bucket-no-permission',
    'engine-dead',
    'hf-license',
    'hf-token-invalid',
    'hub-rate-limit',
    'hub-timeout',
    'iam-propagation',
    'image-pull-error',
    'image-rate-limit',
    'load-balancer-pending',
    'node-lost',
    'pod-oom',
    'tpu-busy',
    'watch-cut',
    'xla-cache-race',
  ],
  metric: [
    'adapter-down',
    'adapter-no-role',
    'adapter-throttled',
    'gmp-operator-down',
    'metric-renamed',
    'metric-stale',
  ],
} as const;

export type Failure = { readonly code: string; readonly diagnosis: string | undefined };

/** A sandbox whose faults are counted. */
export interface Struck {
  readonly at: Place;
  readonly session: Session;
  strike(name: string, parameters?: Readonly<Record<string, string | number>>): Promise<void>;
  /** The faults that are on, and the end of the log: why a step did not fail. */
  story(): Promise<string>;
  /** The tests of this file have switched on each of its faults, and no other. */
  mustHaveStruck(part: keyof typeof STRUCK): void;
}

/** @param made the steps that the tests need */
export async function struckPlace(...made: readonly Step[]): Promise<Struck> {
  // Nodes start slowly, so that the wait looks for the cause.
  const at = await place({ durations: { ...QUICK, tpuNodeBoot: '15m' } });
  const session = at.session();
  try {
    for (const step of made) await runStep(step, session);
  } catch (error) {
    await at.clear();
    throw error;
  }
  const names = new Set<string>();
  return {
    at,
    session,
    strike: (name, parameters = {}) => {
      names.add(name);
      return at.fault(name, parameters);
    },
    story: async () => {
      const { active } = (await control(session, 'GET', 'faults')) as { active: object };
      return JSON.stringify({ active, said: at.said.slice(-40) }, undefined, 1);
    },
    mustHaveStruck: (part) => expect([...names].sort()).toEqual(STRUCK[part]),
  };
}

/** The code and the diagnosis of a step's failure. A plain timeout has no diagnosis. */
export async function failure(step: Step, on: Session): Promise<Failure> {
  const error = await runStep(step, on).then(
    () => ({ code: 'none', diagnosis: 'it succeeded' }),
    (caught) => caught,
  );
  return { code: error.code, diagnosis: error.diagnosis };
}
