import { isException } from './exceptions.ts';
import type { Line } from './read-text.ts';

/** Words of a failure, in a line that does not say how serious it is. */
const FAILURE =
  /(?<!\b(?:0|no) )\b(?:errors?|err|fail(?:s|ed|ure(?!-domain))?|denied|exceed(?:s|ed)?|invalid|unable|cannot|can't|could ?n[o']t|refused|timed? ?out|forbidden|not found|crash\w*|kill(?:ed)?|unauthorized|unavailable|fatal|panic|abort(?:ed)?|violat\w+|reject(?:s|ed)?|missing|insufficient|exhausted|not supported|unsupported|incompatible|unsatisfiable)\b|\b(?:RESOURCE_EXHAUSTED|DEADLINE_EXCEEDED|PERMISSION_DENIED|UNAUTHENTICATED|FAILED_PRECONDITION|INVALID_ARGUMENT|NOT_FOUND)\b|\bexit(?:ed)?(?: with)?(?: exit)? (?:code|status):? [1-9]|\bSIG(?:SEGV|ABRT|BUS|ILL|FPE)\b|segmentation fault|core dumped|\bunhandled exception\b|^curl: \(\d+\)/i;

/** The states and reasons of Google's APIs: `FAILED_NOT_VISIBLE`. A variable of the environment is set with `=`. */
const STATE =
  /\b(?:[A-Z]+_)*(?:FAILED|ERROR|DENIED|EXCEEDED|INVALID|UNAVAILABLE|EXHAUSTED|MISSING|REJECTED|UNHEALTHY|UNREACHABLE)(?:_[A-Z]+)*\b(?![=_\w]|\W{1,3}0\b)/;

/** A reason without a word of a failure: `INSTANCE_IN_MULTIPLE_LOAD_BALANCED_IGS`, under its key or as a whole line. */
const REASON =
  /^\W*(?:[A-Z]+_){3,}[A-Z]+\W*$|["']?\b(?:code|reason|error_?[cC]ode)["']?: ?["']?(?:[A-Z]+_){2,}[A-Z]+\b(?!_)/;

/** A counter that is zero, as reports, tables and `key=value` have it: `Failed requests:    0`, `failed=0`, `0 errors`. */
const ZERO = new RegExp(
  [
    String.raw`\b[A-Za-z][\w.-]*["']?=["']?0+(?:\.0+)?%?(?![\w.])`,
    // `Request failed with status code: 0` counts nothing.
    String.raw`\b(?![\w .()/%-]{0,40}\b(?:with|after|to|at|for|by|on|from|because|while|when|code|status)\b)[A-Za-z][\w .()/%-]{0,40}["']?(?:\s*[:|]\s*|\s{2,})["']?0+(?:\.0+)?%?(?:\/\d+)?["']?(?=\s*(?:$|[,;|)}\]])|\s{2,}|\s+(?:\(|[\w. ]{1,20}["']?:))`,
    String.raw`\b(?:errors|timeouts): (?:\w+ 0(?:, |$))+|\b(?:errors?|failures?|failed) 0(?=\s*(?:$|[,;|)]))`,
    // The heads of the columns of Locust and guidellm.
    String.raw`# fails\b|\bfailures/s|\|\s*Err\s*\|`,
  ].join('|'),
  'gi',
);

/** What only could happen: `This might loop forever if there was some uncaught error`. */
const CONDITION = /\bif (?<=\b(?:might|may) (?!not\b|have\b)[^\n.;:]{0,80}if )(?:there|any|some|an?)\b[^\n.;:,]*/gi;

/** Whether words of a failure are in a line. */
export const saysFailure = (line: string): boolean =>
  hasWord(line) && hasWord(line.replace(ZERO, '').replace(CONDITION, ''));

const hasWord = (line: string): boolean => FAILURE.test(line) || STATE.test(line) || REASON.test(line);

/** Whether a line reports a failure. */
export function isFailure({ by, line, level, kind, past, quoted }: Line): boolean {
  if (past || level === 'warning' || quoted) return false;
  return level === 'error' || kind !== undefined || by === 'event' || isException(line) || saysFailure(line);
}

/** A group of lines that differ only in numbers and ids. */
export interface Group {
  readonly key: string;
  readonly line: string;
  readonly times: number;
}

/** What lines that differ only in numbers and hexadecimal ids have in common. */
export const shapeOf = (line: string): string => line.replace(/0x[\da-f]+|\b[\da-f]{8,}\b|\d+/gi, '#');

/** Lines that differ only in numbers and hexadecimal ids count as one, the newest first. */
export function grouped(lines: readonly string[]): readonly Group[] {
  const groups = new Map<string, { key: string; line: string; times: number; last: number }>();
  for (const [index, line] of lines.entries()) {
    const key = shapeOf(line);
    groups.set(key, { key, line, times: (groups.get(key)?.times ?? 0) + 1, last: index });
  }
  return [...groups.values()].sort((a, b) => b.last - a.last).map(({ key, line, times }) => ({ key, line, times }));
}
