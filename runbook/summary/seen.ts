import type { Config } from '../../lib/config/index.ts';
import type { Completion } from '../../lib/load/model-server.ts';
import type { Summary } from '../../lib/log/entry.ts';
import type { Ended } from '../../lib/runner/summary.ts';

const SCALE_OUT = '13-scale-out';

/** What the steps of a run have shown: the completion, and the replicas. */
export function seen({ MAX_REPLICAS }: Config, { steps, facts }: Ended): Summary['facts'] {
  const text = (facts.completion as Completion | undefined)?.choices[0]?.text.trim();
  const scaled = steps.some(({ id }) => id === SCALE_OUT);
  return [
    ...(text === undefined ? [] : [['completion', `San Francisco is a ${text}`] as const]),
    ...(scaled ? [['replicas', `scaled from 1 to ${MAX_REPLICAS} under load`] as const] : []),
  ];
}
