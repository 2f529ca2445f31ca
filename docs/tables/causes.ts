import type { Cause } from '../../lib/diagnosis/index.ts';
import { PATIENCE } from '../../lib/wait/watch-causes.ts';
import { remedies } from '../../runbook/doctor/remedies.ts';
import { code, table } from './markdown.ts';

/** The known causes with the sentence and the remedy that an error of this runbook prints. */
export function causesTable(causes: readonly Cause[]): string {
  const sourced = causes.some((cause) => sourceOf(cause) !== '');
  return table(
    ['code', 'cause', 'reported by', 'what to do', 'a wait gives up after', ...(sourced ? ['source'] : [])],
    causes.map((cause) => [
      code(cause.code),
      cause.sentence,
      cause.by.join(', '),
      remedies[cause.code] ?? cause.remedy,
      cause.patience ?? PATIENCE,
      ...(sourced ? [sourceOf(cause)] : []),
    ]),
  );
}

/** The documentation of a cause, if it names one. */
function sourceOf(cause: Cause): string {
  return 'source' in cause ? String(cause.source ?? '') : '';
}
