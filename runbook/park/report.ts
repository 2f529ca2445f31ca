import { perHourOf } from '../../lib/runner/meter.ts';
import type { Session } from '../../lib/session/session.ts';
import { type Charge, charges } from '../cost/charges.ts';
import { costPerHour, dollars } from '../cost/prices.ts';

/** The table of what is billed now, by the hour and by the day. */
export function billTable(all: readonly Charge[], known = true): readonly string[] {
  if (all.length === 0) return ['Nothing is billed by the hour.'];
  const rows = [
    ...all.map(({ what, perHour, unknown }) => [what, ...(unknown ? ['price unknown', ''] : amounts(perHour, known))]),
    ['together', ...amounts(perHourOf(all), known)],
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map(([what, hour, day]) =>
    `${what!.padEnd(widths[0]!)}  ${hour!.padStart(widths[1]!)}  ${day!.padStart(widths[2]!)}`.trimEnd(),
  );
}

/** Three decimals: storage costs less than a cent an hour. */
function amounts(perHour: number, known: boolean): readonly [string, string] {
  return [`${known ? '' : 'about '}$${perHour.toFixed(3)} an hour`, `${dollars(perHour * 24, known)} a day`];
}

/** Prints what is billed now, and the commands that follow. A failure is printed too: what was done stays done. */
export async function reportBill(session: Session, next: readonly string[]): Promise<void> {
  try {
    await printBill(session, next);
  } catch (error) {
    session.signal.throwIfAborted();
    const text = [`Cannot list what is billed: ${(error as Error).message}`, ...next].join('\n');
    session.log.write({ kind: 'warning', text });
  }
}

async function printBill(session: Session, next: readonly string[]): Promise<void> {
  const { known, asOf } = costPerHour(session.config);
  const simulated = session.target.kind === 'sandbox' ? ', simulated: nothing is billed' : '';
  const all = await charges(session);
  session.report.fact('standing', all);
  const head = `Billed now (list prices of ${asOf}, without traffic and boot disks${simulated}):`;
  const text = [head, ...billTable(all, known).map((line) => `  ${line}`), ...next].join('\n');
  session.log.write({ kind: 'note', text });
}
