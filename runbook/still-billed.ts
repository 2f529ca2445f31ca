import type { Session } from '../lib/session.ts';
import { billed } from './cost.ts';
import { dollars } from './prices.ts';

const STOP = 'npx tsx runbook/99-cleanup.ts';

/**
 * What goes on being billed by the hour after a run that failed or was interrupted, and the command that ends it.
 * @param given the variables to type before that command
 * @returns undefined when nothing is
 */
export async function stillBilled(session: Session, given: string): Promise<string | undefined> {
  const stop = `To stop it: ${given}${STOP}`;
  try {
    const items = await billed(session);
    if (items.length === 0) return undefined;
    const perHour = items.reduce((sum, item) => sum + item.perHour, 0);
    const simulated = session.target.kind === 'sandbox' ? ' (simulated)' : '';
    return `Still billed, ${dollars(perHour)} an hour${simulated}: ${items.map(({ name }) => name).join(', ')}\n${stop}`;
  } catch (error) {
    return `TPU nodes may still be billed: the list of them cannot be read (${(error as Error).message})\n${stop}`;
  }
}
