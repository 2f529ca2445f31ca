import { RunbookError } from '../errors/runbook-error.ts';
import { redact } from '../log/redact.ts';
import type { Identity } from './identity.ts';
import { PATTERNS } from './patterns.ts';
import { forms, replaced } from './redaction.ts';

/**
 * Refuse a text that holds a known value, a piece of a secret, or anything of an identifying form.
 * Looks at the finished text, whatever has replaced its values.
 * @param what the text, for the error
 * @throws RunbookError NOT_REDACTED, which names the kinds and never the values
 */
export function mustBeRedacted(text: string, { secrets, names }: Identity, what = 'The recording'): void {
  const kinds = new Set<string>();
  const all = [...secrets].flatMap(forms);
  if (redact(text, all) !== text) kinds.add('a secret');
  for (const [value, name] of names) if (text.includes(value)) kinds.add(name);
  for (const pattern of PATTERNS)
    replaced(text, pattern, (value) => {
      kinds.add(`<${pattern.kind}>`);
      return value;
    });
  if (kinds.size === 0) return;
  throw new RunbookError('NOT_REDACTED', `${what} was not written, because it still contains identifying values`, {
    evidence: [...kinds],
    remedy: 'This is a bug in the redaction. Report it with the lines above.',
  });
}
