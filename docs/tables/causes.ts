import type { Cause } from '../../lib/diagnosis/index.ts';
import { PATIENCE } from '../../lib/wait/stall.ts';
import { remedies } from '../../runbook/doctor/remedies.ts';
import { code, table } from './markdown.ts';

/** A heading and a table for each group of causes. */
export function causesTables(groups: Readonly<Record<string, readonly Cause[]>>): string {
  return Object.entries(groups)
    .map(([about, causes]) => `### ${about}\n\n${causesTable(causes)}`)
    .join('\n\n');
}

/** The known causes with the sentence and the remedy that an error of this runbook prints. */
function causesTable(causes: readonly Cause[]): string {
  return table(
    ['code', 'cause', 'reported by', 'what to do', 'a wait gives up after'],
    causes.map((cause) => [
      code(cause.code),
      readable(cause.sentence),
      cause.by.join(', '),
      remedies[cause.code] ?? [readable(cause.remedy), ...commandOrPage(cause)].join(': '),
      cause.patience ?? PATIENCE,
    ]),
  );
}

function commandOrPage({ command, page }: Cause): readonly string[] {
  if (command !== undefined) return [code(readable(command))];
  return page === undefined ? [] : [readable(page)];
}

/** A phrase with its parameters in capitals, without the brackets of its optional parts. */
function readable(phrase: string): string {
  return phrase
    .replace(/\[([^[\]]*\{[^[\]]*)\]/g, '$1')
    .replace(/\{(\w+)(?:\|([^{}]*))?\}/g, (_, name: string, or?: string) => or ?? name.toUpperCase())
    .replace(/\.$/, '');
}
