import { once } from 'node:events';
import type { StillBilled } from '../../lib/runner/run.ts';
import type { Session } from '../../lib/session/session.ts';
import { nodePool } from '../tutorial/names.ts';
import { costPerHour, dollars } from './prices.ts';
import { billed } from './so-far.ts';

const STOP = 'npx tsx runbook/99-cleanup.ts';

/** What is billed by the hour after a run that failed or was interrupted, or will be unattended, and the command that ends it. */
export const stillBilled: StillBilled = async ({ open, given, signal }) => {
  const stop = `To stop it: ${given}${STOP}`;
  try {
    const lines = await Promise.race([open().then(standing), late(signal)]);
    return lines.length === 0 ? undefined : [...lines, stop].join('\n');
  } catch (error) {
    return `TPU nodes may still be billed: the list of them cannot be read (${(error as Error).message})\n${stop}`;
  }
};

async function standing(session: Session): Promise<readonly string[]> {
  const items = await billed(session);
  const simulated = session.target.kind === 'sandbox' ? ' (simulated)' : '';
  const perHour = items.reduce((sum, item) => sum + item.perHour, 0);
  const now = `Still billed, ${dollars(perHour)} an hour${simulated}: ${items.map(({ name }) => name).join(', ')}`;
  return [...(items.length > 0 ? [now] : []), ...(await coming(session, simulated))];
}

/** GKE goes on making the nodes of a pool that has none yet, also when its zone is out of stock. */
async function coming({ cluster, config }: Session, simulated: string): Promise<readonly string[]> {
  const name = nodePool(config);
  const { status } = (await cluster.nodePool(config.CLUSTER_NAME, name)) ?? {};
  if (status === undefined || status === 'RUNNING' || status === 'STOPPING') return [];
  const { tpuNode, known } = costPerHour(config);
  const price = `${dollars(tpuNode, known)} an hour each${simulated}`;
  return [`Node pool ${name} is ${status}: GKE goes on creating its nodes, which are billed once they come, ${price}`];
}

async function late(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
