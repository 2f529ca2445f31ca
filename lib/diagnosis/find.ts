import type { Cause, Confidence } from './cause.ts';
import { CAUSES } from './causes/index.ts';
import { derived } from './derived.ts';
import { knownToSource, namedElsewhere } from './elsewhere.ts';
import { areIndependent, type Match, withoutNumber } from './independent.ts';
import { commandPhrase, type Parameters, phrase } from './phrase.ts';
import type { Seen, Speaker } from './seen.ts';
import { logLine } from './text/log-line.ts';
import { typedFrom } from './text/refused-values.ts';
import { shapeOf } from './text/unknown.ts';

/** A cause that the evidence shows, with the sentences about it. */
export interface Finding {
  readonly code: string;
  readonly cause: Cause;
  readonly confidence: Confidence;
  /** What the messages name: which quota, which bucket. */
  readonly parameters: Parameters;
  /** The lines that show the cause. */
  readonly evidence: readonly string[];
  /** The explanation, without a full stop. */
  readonly sentence: string;
  /** What to do, with a command or a page. */
  readonly remedy: string;
  readonly patience?: string;
}

const own: Cause[] = [];

/** Register a runbook's own causes in this process. They replace the general ones of the same evidence. */
export function knowCauses(causes: readonly Cause[] = []): void {
  own.push(...causes.filter((cause) => !own.includes(cause)));
}

/** The known causes, a runbook's own first. */
export const knownCauses = (): readonly Cause[] => [...own, ...CAUSES];

/**
 * All causes that the evidence shows, the surest first. A cause replaces those that it is `under`, except where they are
 * of a separate failure; what only the kind of a refusal suggests, and a fallback, gives way to every cause that words
 * show. The order of the tables has no effect.
 */
export function findings(
  evidence: readonly Seen[],
  causes: readonly Cause[] = knownCauses().filter(({ foreign }) => !foreign),
): readonly Finding[] {
  const read = bounded(distinct(evidence.map(bare).filter((seen) => seen !== undefined)));
  const recognised = causes.flatMap((cause) => {
    // A symptom that is over says nothing.
    const isOver = ({ seen }: Match): boolean => cause.confidence === 'possible' && seen.past === true;
    const matches = read.flatMap((seen) => match(seen, cause) ?? []).filter((one) => !isOver(one));
    return matches.length > 0 ? [{ cause, matches }] : [];
  });
  return withoutOwnLines(withoutReplaced(mostTelling(recognised), causes))
    .map(({ cause, matches }) => finding(cause, matches, read))
    .sort((a, b) => RANK[a.confidence] - RANK[b.confidence] || first(a, read) - first(b, read));
}

/** A log repeats its lines; each is matched once. */
function distinct(evidence: readonly Seen[]): readonly Seen[] {
  return [
    ...new Map(
      evidence.map((seen) => [`${seen.by} ${seen.kind} ${seen.past} ${seen.pod} ${seen.line}`, seen]),
    ).values(),
  ];
}

/** Hundreds of patterns read each line: of more lines, only so many that differ in numbers alone, and the two ends. */
const MOST_LINES = 4_000;
const MOST_ALIKE = 20;

function bounded(evidence: readonly Seen[]): readonly Seen[] {
  if (evidence.length <= MOST_LINES) return evidence;
  const alike = new Map<string, number>();
  const kept = evidence.filter(({ line }) => {
    const shape = shapeOf(line);
    const count = (alike.get(shape) ?? 0) + 1;
    alike.set(shape, count);
    return count <= MOST_ALIKE;
  });
  return kept.length <= MOST_LINES ? kept : [...kept.slice(0, MOST_LINES / 2), ...kept.slice(-MOST_LINES / 2)];
}

/** A cause and where it was recognised. */
interface Recognised {
  readonly cause: Cause;
  readonly matches: readonly Match[];
}

/** Those that words show; else those that the kind of a refusal suggests; else the fallbacks. */
function mostTelling(recognised: readonly Recognised[]): readonly Recognised[] {
  const specific = recognised.filter(({ cause }) => !cause.fallback);
  const worded = specific.filter(({ matches }) => matches.some(({ groups }) => groups));
  return [worded, specific, recognised].find(({ length }) => length > 0) ?? [];
}

/** Without the general causes that a specific one explains. */
function withoutReplaced(recognised: readonly Recognised[], causes: readonly Cause[]): readonly Recognised[] {
  const specific = recognised.map((one) => ({ ...one, above: new Set(ancestors(one.cause, causes)) }));
  return recognised.flatMap(({ cause, matches }) => {
    const explaining = specific.filter(({ above }) => above.has(cause.code)).flatMap((one) => one.matches);
    const told = cause.byCode ? linesOfOthers(cause, recognised) : new Set();
    const left = matches.filter(
      (match) =>
        !told.has(match.seen.line) &&
        !isConsequence(match, cause, recognised) &&
        explaining.every((other) => areIndependent(match, other)),
    );
    return left.length > 0 ? [{ cause, matches: left }] : [];
  });
}

/** Whether a line only follows from another cause that words show. */
const isConsequence = (match: Match, { follows }: Cause, recognised: readonly Recognised[]): boolean =>
  follows?.lines.test(match.seen.line) === true &&
  recognised.some(
    ({ cause, matches }) =>
      follows.from.includes(cause.code) &&
      matches.some((one) => one.groups && !one.seen.past && !areIndependent(match, one)),
  );

/** The lines in which words show a cause that is recognised by more than a status code. */
const linesOfOthers = (one: Cause, recognised: readonly Recognised[]): ReadonlySet<string> =>
  new Set(
    recognised
      .filter(({ cause }) => cause !== one && !cause.byCode && !cause.fallback)
      .flatMap(({ matches }) => matches.filter(({ groups }) => groups).map(({ seen }) => seen.line)),
  );

/** Without general causes of lines that all show one of the runbook's own. */
function withoutOwnLines(recognised: readonly Recognised[]): readonly Recognised[] {
  const isOwn = ({ cause }: Recognised): boolean => own.includes(cause);
  const lines = new Set(recognised.filter(isOwn).flatMap(({ matches }) => matches.map(({ seen }) => seen)));
  return recognised.filter((one) => isOwn(one) || !one.matches.every(({ seen }) => lines.has(seen)));
}

/** The surest cause that the evidence shows. */
export function diagnose(evidence: readonly Seen[]): Finding | undefined {
  return findings(evidence)[0];
}

const RANK: Readonly<Record<Confidence, number>> = { certain: 0, likely: 1, possible: 2 };

const first = ({ evidence: [line] }: Finding, all: readonly Seen[]): number =>
  all.findIndex((seen) => seen.line === line);

const LOGS: ReadonlySet<Speaker> = new Set(['log', 'adapter log']);

/** A line of a log without its prefixes; undefined for one that reports progress. A warning is a symptom at most. */
function bare(seen: Seen): Seen | undefined {
  if (!LOGS.has(seen.by)) return seen;
  const { text, level } = logLine(seen.line);
  if (level === 'info') return undefined;
  return { ...seen, line: text, ...(level === 'warning' && { past: true }) };
}

function match(seen: Seen, { by, pattern = [], kinds }: Cause): Match | undefined {
  if (seen.by !== 'text' && !by.includes(seen.by)) return undefined;
  for (const one of [pattern].flat()) {
    const found = one.exec(seen.line);
    if (found && found.index < (typedFrom(seen.line) ?? Number.POSITIVE_INFINITY))
      return { seen, groups: { ...found.groups } };
  }
  return seen.kind !== undefined && kinds?.includes(seen.kind) ? { seen, groups: undefined } : undefined;
}

function ancestors(cause: Cause, causes: readonly Cause[]): readonly string[] {
  return (cause.under ?? []).flatMap((code) => [
    code,
    ...causes.filter((one) => one.code === code).flatMap((one) => ancestors(one, causes)),
  ]);
}

function finding(cause: Cause, matches: readonly Match[], all: readonly Seen[]): Finding {
  const parameters: Record<string, string> = {};
  for (const [name, value] of matches.flatMap(({ groups }) => Object.entries(groups ?? {})))
    if (value) parameters[withoutNumber(name)] ??= value;
  Object.assign(parameters, knownToSource(cause, parameters, matches));
  Object.assign(parameters, namedElsewhere(cause, parameters, all));
  Object.assign(parameters, derived(parameters));
  const remedy = remedyOf(cause, parameters);
  const { code, patience } = cause;
  return {
    code,
    cause,
    confidence: confidenceOf(cause, matches),
    parameters,
    evidence: [...new Set(matches.map(({ seen }) => seen.line))],
    sentence: phrase(cause.sentence, parameters),
    remedy,
    ...(patience !== undefined && { patience }),
  };
}

/** The remedy as one text. */
export function remedyOf(
  { remedy, command, page }: Pick<Cause, 'remedy' | 'command' | 'page'>,
  parameters: Parameters,
): string {
  const text = phrase(remedy, parameters);
  const more = command === undefined ? page && phrase(page, parameters) : commandPhrase(command, parameters);
  return more === undefined ? text : `${text.replace(/\.$/, '')}: ${more}`;
}

/** What is over, or comes from an unknown source, is less sure. */
function confidenceOf({ confidence = 'certain' }: Cause, matches: readonly Match[]): Confidence {
  const present = matches.filter(({ seen }) => !seen.past);
  // A general code alone is no more than a hint.
  if (!present.some(({ groups }) => groups)) return 'possible';
  if (confidence !== 'certain') return confidence;
  return present.some(({ seen, groups }) => seen.by !== 'text' && groups) ? 'certain' : 'likely';
}
