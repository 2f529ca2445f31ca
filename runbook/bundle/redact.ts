import { mustBeRedacted } from '../../lib/record/check.ts';
import type { Identity } from '../../lib/record/identity.ts';
import { redaction } from '../../lib/record/redaction.ts';
import type { Collected } from './part.ts';

/** The parts without secrets and identifying values; the same value has the same placeholder in every file. */
export function redacted(parts: readonly Collected[], identity: Identity): readonly Collected[] {
  const clean = redaction(identity);
  return parts.map(({ file, about, evidence, asked, problem, text }) => ({
    file: clean(file),
    about,
    evidence,
    ...(asked !== undefined && { asked: clean(asked) }),
    ...(problem !== undefined && { problem: clean(problem) }),
    text: clean(text),
  }));
}

/** @throws RunbookError NOT_REDACTED if a finished text still has a secret or an identifying value */
export function mustBeClean(texts: readonly string[], identity: Identity): void {
  for (const text of texts) mustBeRedacted(text, identity, 'The bundle');
}
