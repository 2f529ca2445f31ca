import { once } from 'node:events';
import { isRunning, isStopping } from '../../lib/google/cluster.ts';
import { perHourOf } from '../../lib/runner/meter.ts';
import type { StillBilled } from '../../lib/runner/run.ts';
import type { Session } from '../../lib/session/session.ts';
import { nodePool } from '../tutorial/names.ts';
import { costPerHour, dollars } from './prices.ts';
import { billed } from './so-far.ts';

const STOP = 'npx tsx runbook/99-cleanup.ts';

/** Reports what is billed by the hour after a failed or interrupted run, and the command that deletes it. */
export const stillBilled: StillBilled = async ({ open, given, signal }) => {
  const stop = `To delete everything: ${given}${STOP}`;
  try {
    const lines = await Promise.race([open().then(standing), late(signal)]);
    return lines.length === 0 ? undefined : [...lines, stop].join('\n');
  } catch (error) {
    return `TPU nodes may still be billed. Cannot list them: ${(error as Error).message}\n${stop}`;
  }
};

async function standing(session: Session): Promise<readonly string[]> {
  const items = await billed(session);
  const simulated = session.target.kind === 'sandbox' ? ' (simulated: nothing is billed)' : '';
  const now = `Still billed: ${dollars(perHourOf(items))} an hour${simulated} for ${items.map(({ name }) => name).join(', ')}`;
  return [...(items.length > 0 ? [now] : []), ...(await coming(session, simulated))];
}

/** GKE keeps creating the nodes of a pool, even in a zone without free machines. */
async function coming({ cluster, config }: Session, simulated: string): Promise<readonly string[]> {
  const name = nodePool(config);
  const pool = await cluster.nodePool(config.CLUSTER_NAME, name);
  if (!pool || isRunning(pool) || isStopping(pool)) return [];
  const { tpuNode, known } = costPerHour(config);
  const price = `${dollars(tpuNode, known)} an hour each${simulated}`;
  return [
    `Node pool ${name} is ${pool.status}: GKE keeps creating its nodes, which are billed once they run: ${price}`,
  ];
}

async function late(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
