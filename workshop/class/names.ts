import { learner as nameRule } from '../../lib/config/names.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { usage } from '../../lib/runner/flags.ts';

/** A learner's name in links, folders and commands, and the person's own on the sheet. */
export interface Named {
  readonly name: string;
  readonly label: string;
}

/** More than a machine holds; a typing error of `--learners 2000` must not start. */
const MOST = 200;
const MOST_SPARE = 20;

/** `learner-01` to `learner-NN`. @throws RunbookError USAGE */
export function numbered(count: string): Named[] {
  const number = /^\d{1,4}$/.test(count) ? Number(count) : 0;
  if (number < 1 || number > MOST) throw usage(`--learners ${count}: expected a number from 1 to ${MOST}`);
  return Array.from({ length: number }, (_, index) => ({ name: numberedName(index), label: numberedName(index) }));
}

/** `spare-01` to `spare-NN`, for people who come without notice. @throws RunbookError USAGE */
export function spares(count: string): Named[] {
  const number = /^\d{1,2}$/.test(count) ? Number(count) : MOST;
  if (number > MOST_SPARE) throw usage(`--spare ${count}: expected a number from 0 to ${MOST_SPARE}`);
  return Array.from({ length: number }, (_, index) => {
    const digits = String(index + 1).padStart(2, '0');
    return { name: `spare-${digits}`, label: `Spare ${digits} · 备用 ${digits}` };
  });
}

const numberedName = (index: number): string => `learner-${String(index + 1).padStart(2, '0')}`;

/** One field of RFC 4180, and what follows it. */
const FIELD = /^\s*(?:"((?:[^"]|"")*)"|([^",]*?))\s*(?:,|$)/;

/**
 * The learners of a CSV file: the first field of each line is a person's name; a first line `name` is a heading.
 * `Ana María` gets the name `ana-maria`; a name without Latin letters gets `learner-NN`.
 * @throws RunbookError CONFIG_INVALID with one line of evidence per problem
 */
export function namesIn(text: string, file: string): Named[] {
  const problems: string[] = [];
  const lines = new Map<string, { readonly line: number; readonly label: string }>();
  const found: Named[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (line.trim() === '') continue;
    const [, quoted, bare] = FIELD.exec(line) ?? [];
    const label = (quoted?.replaceAll('""', '"') ?? bare ?? '').trim().replace(/\s+/g, ' ');
    const say = (problem: string): void => void problems.push(`${file}:${index + 1}: ${problem}`);
    if (found.length === 0 && lines.size === 0 && /^(name|learner|姓名)$/i.test(label)) continue;
    if (label === '') say('the first field, a name, is missing');
    else if (/\p{C}/u.test(label) || label.length > 60) say('the name has control characters or more than 60 letters');
    else {
      const name = nameOf(label) ?? numberedName(found.length);
      const other = lines.get(name);
      if (other) say(`${label} and ${other.label} (line ${other.line}) would both be ${name}; add an initial`);
      else found.push({ name, label });
      lines.set(name, { line: index + 1, label });
    }
  }
  if (found.length === 0 && problems.length === 0) problems.push(`${file}: no names; expected one name a line`);
  if (found.length > MOST) problems.push(`${file}: ${found.length} names; expected at most ${MOST}`);
  if (problems.length === 0) return found;
  throw new RunbookError('CONFIG_INVALID', `The list of names needs your attention`, {
    evidence: problems,
    remedy: `Correct the file, then: npm run workshop -- start --names ${file}`,
  });
}

/** Letters without accents, digits and hyphens, at most 20. */
function nameOf(label: string): string | undefined {
  const plain = label.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const name = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 20)
    .replace(/^-+|-+$/g, '');
  return nameRule.parse(name);
}
