import { gcloudRefusal } from '../../command/refusal/gcloud.ts';
import { kubectlRefusal } from '../../command/refusal/kubectl.ts';
import type { Seen, Speaker } from '../seen.ts';
import { about, askedFor } from './asked.ts';
import { inBox } from './boxed.ts';
import { describing } from './described.ts';
import { byRank, isException } from './exceptions.ts';
import { isHarmless } from './harmless.ts';
import { askedToEnd, isRetry, overtaken, type Progress, stillFailing } from './history.ts';
import { type Level, logLine } from './log-line.ts';
import { continuations } from './python-warnings.ts';
import { isRefused } from './refusal-text.ts';
import { conditionMet, eventIn, isEventText, isHealthy, opens, saysWhyNot } from './speaker.ts';
import { withTotals } from './totals.ts';
import { isTyped } from './typed.ts';
import { unwrapped } from './unwrapped.ts';

/** Evidence is printed: tokens of Hugging Face, OAuth and JSON Web Tokens, Google's API keys, passwords, private keys. */
const CREDENTIAL = new RegExp(
  [
    String.raw`\bhf_[A-Za-z0-9]{16,}`,
    String.raw`\bya29\.[\w-]+`,
    String.raw`\bAIza[\w-]{30,}`,
    String.raw`\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)?`,
    String.raw`(?<=[Bb]earer )[\w.~+/-]{16,}`,
    String.raw`(?<=:\/\/[^\s/:@]{1,60}:)[^\s/@]{1,200}(?=@)`,
    String.raw`(?<=\b(?:password|api[-_]?key)(?:=["']?|["']: ?["']))[^\s"',&]{4,}`,
    String.raw`(?<=BEGIN (?:\w+ )?PRIVATE KEY-----).+`,
  ].join('|'),
  'gi',
);

/** What Python's logging prints of a message that it could not format: the failure of a log line, not of the program. */
const UNFORMATTED = /^Arguments: \(/;

/** A longer line is read at its two ends: a pattern must not search megabytes. */
const LONGEST = 4_000;

/** A line of a text, and how serious it says it is. */
export interface Line extends Seen {
  readonly level?: Level;
  /** A program writes as information what its child said before it failed: counts only with a known cause. */
  readonly quoted?: boolean;
}

/**
 * A text of any source as evidence: who says each line, without prefixes of processes and loggers. Leaves out what only
 * reports progress or health. Marks as past what a later line shows to be over, and the last state of a container that
 * runs.
 */
export function readText(text: string): readonly Line[] {
  const lines: Line[] = [];
  const progress: Progress[] = [];
  const retried = new Map<number, Line>();
  const described = describing();
  let block: Speaker | undefined;
  let asked: string | undefined;
  const written = unwrapped(joined(text)).split(/\r?\n/);
  const inWarning = continuations(written);
  for (const [index, whole] of written.entries()) {
    if (isTyped(whole)) {
      described(whole);
      asked = askedFor(whole);
      block = undefined;
      continue;
    }
    const raw = shortened(whole).replace(CREDENTIAL, '[secret]');
    const { text: bare, level: own = inWarning.has(index) ? 'warning' : undefined, isLog } = logLine(raw);
    const level = told(bare, own);
    if (bare.trim() === '') {
      block = undefined;
      continue;
    }
    if (UNFORMATTED.test(bare) || isHarmless(bare)) continue;
    const { past, pod, container } = described(raw);
    const event = eventIn(raw);
    const met = event?.said === false ? event.reason : conditionMet(raw);
    if (met !== undefined) progress.push({ reason: met, after: event ? lines.length : Number.POSITIVE_INFINITY });
    const previous = lines.at(-1);
    if (previous && !previous.past && isRetry(bare)) {
      retried.set(lines.length - 1, previous);
      lines[lines.length - 1] = { ...previous, past: true };
    }
    const quoted = level === 'info' && QUOTES.test(bare);
    const isProgress = level === 'info' && !event && !quoted && !saysWhyNot(bare);
    if (event?.said === false || isProgress || isHealthy(raw)) continue;
    const answer = about(bare.trim(), asked);
    const line = event?.text ?? (container === undefined ? answer : `container ${container}: ${answer}`);
    block = opens(bare) ?? (isLog || event ? undefined : block);
    const by = event || isEventText(line) ? 'event' : (block ?? (isLog || isException(line) ? loggedBy(line) : 'text'));
    const at = timeOf(raw);
    const where = { ...(pod !== undefined && { pod }), ...(at !== undefined && { at }) };
    lines.push({
      by,
      line,
      ...kindOf(by, line),
      ...where,
      ...(past && { past }),
      ...(level && { level }),
      ...(quoted && { quoted }),
    });
  }
  const kept = askedToEnd(overtaken(stillFailing(lines, retried), progress));
  const ranked = new Set(byRank(kept));
  return [...ranked, ...kept.filter((line) => !ranked.has(line))];
}

/** An answer 5xx in the log of a server, except to a probe, which a server that starts gives too. */
const ANSWERED_5XX =
  /"(?:GET|POST|PUT|PATCH|DELETE) (?!\/(?:health|ready|live|ping|metrics)\w*)\S+ HTTP\/[\d.]+" 5\d\d\b/;

/** Triton logs as information why a backend does not start (pb_stub.cc). */
const FAILED_START = /^"?Failed to (?:initialize|load|start)\b[^\n]{0,80}\b\w+(?:Error|Exception): /;

/** k6 warns of each request that fails (its lib/netext/httpext). */
const FAILED_REQUEST = /^Request Failed\b/;

/** What is written as information and shows a failure: a refused request or probe, a memory that is too small. */
const TELLING =
  /"POST \S+ HTTP\/[\d.]+" 404\b|"(?:GET|POST) \/v1\/\S* HTTP\/[\d.]+" 401\b|gRPC health check requested unknown service|Available KV cache memory: -|total_hbm_avail_gb=-|TPU is already in use by process/;

/**
 * What is written as information and is a symptom: the waits of vLLM's ray_utils.py for resources, of which the first is
 * usual, and refusals in the debug log of Terraform's provider, of which it expects some.
 */
const SYMPTOM =
  /^Waiting for creating a placement group of specs for (?!10 )\d+ seconds|provider[\w.-]*: +"message": "[^"]/;

/** What the API said of a failed operation, in the debug log of Terraform's provider. */
const OF_OPERATION = /provider[\w.-]*: +"statusMessage": "[^"]/;

const SAID: Partial<Record<Level, readonly RegExp[]>> = {
  info: [ANSWERED_5XX, FAILED_START, TELLING, OF_OPERATION],
  warning: [FAILED_REQUEST],
};

/** What a wrapper logs of its child's end: Go's exec package, and the error output. */
const QUOTES =
  /\bexit status [1-9]\d*: \S|: executable file not found in \$PATH|\bgetting credentials: exec: |\bstderr["']?[=:] ?["']?\S/;

/** How serious a line is: servers log each answer as information, and clients a refusal as a warning. */
function told(line: string, written: Level | undefined): Level | undefined {
  if (written === 'info' && SYMPTOM.test(line)) return 'warning';
  const tells = written && SAID[written]?.some((pattern) => pattern.test(line));
  return tells || (written === 'warning' && isRefused(line)) ? undefined : written;
}

/** Exceptions of Google's clients for Python repeat the answer of an API, whatever program logs them. */
const OF_GOOGLE = /^(?:google\.(?:api_core|auth|cloud)|googleapiclient|oauth2client)\.[\w.]+: /;

const loggedBy = (line: string): Speaker => (OF_GOOGLE.test(line) ? 'text' : 'log');

/** Without the escapes of a text inside YAML or JSON: a backslash at the end of a line and before a quote, `''` for `'`. */
const joined = (text: string): string =>
  withTotals(text)
    .replace(/\\\n\s*\\?/g, '')
    .replace(/\\+(["'])/g, '$1')
    .replace(/(?<=\w)''(?=\w)/g, "'");

const shortened = (line: string): string =>
  line.length <= LONGEST ? line : `${line.slice(0, LONGEST / 2)} … ${line.slice(-LONGEST / 2)}`;

/** The time at the start of a line, as loggers write it with the year. */
function timeOf(line: string): number | undefined {
  const found = /^\W?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)/.exec(line);
  return found ? Date.parse(`${found[1]}T${found[2]}Z`) || undefined : undefined;
}

/** The kind of refusal, for the error line of a tool. */
function kindOf(by: Speaker, line: string): Pick<Seen, 'kind'> {
  const refusal =
    by === 'gcloud'
      ? gcloudRefusal(line)
      : by === 'kubectl'
        ? kubectlRefusal(line, { tool: 'kubectl', args: [] })
        : undefined;
  return refusal && refusal.kind !== 'other' ? { kind: refusal.kind } : {};
}

/** Unstructured paragraphs as one line each: a terminal or a page may have wrapped a message. */
export function paragraphs(text: string): readonly Seen[] {
  return joined(text)
    .trimEnd()
    .split(/\n\s*\n/)
    .map((part) => part.split('\n'))
    .filter((part) => part.length > 1 && part.length <= 15 && part.every(isPlain))
    .flatMap((part) => inBox(part) ?? [part.join(' ')].map((line) => ({ by: opens(part[0]!) ?? 'text', line })))
    .map(({ by, line }) => ({ by, line: line.replace(/\s+/g, ' ').slice(0, LONGEST) }));
}

function isPlain(raw: string): boolean {
  const { isLog, level } = logLine(raw);
  return !isLog && level !== 'info' && level !== 'warning' && !eventIn(raw) && !isHealthy(raw);
}
