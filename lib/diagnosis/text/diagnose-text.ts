import { stripVTControlCharacters } from 'node:util';
import type { Cause, Confidence } from '../cause.ts';
import { type Finding, findings, knownCauses } from '../find.ts';
import type { Parameters } from '../phrase.ts';
import { messageFor } from '../state/conditions.ts';
import { type State, states } from '../state/states.ts';
import { confirmed } from './confirmed.ts';
import { inContext } from './context.ts';
import { isException, isProgram } from './exceptions.ts';
import { withoutJson } from './json.ts';
import { ownErrors } from './own-errors.ts';
import { type Line, paragraphs, readText } from './read-text.ts';
import { reasonOf } from './refusal-text.ts';
import { unexplained } from './unexplained.ts';
import { grouped, isFailure, saysFailure } from './unknown.ts';
import { completed } from './wrapped.ts';

/** What a text means: one cause, for people and machines. */
export interface Diagnosis {
  /** The code of the cause; that of a runbook's error without a known cause; `UNKNOWN` for errors that no cause explains. */
  readonly code: string;
  /** The explanation in one sentence, without a full stop. */
  readonly cause: string;
  readonly confidence: Confidence;
  /** Lines of the text, those of the most weight first; a repeated line once, with its number. */
  readonly evidence: readonly string[];
  /** The file of each line of the evidence, where the texts have names. */
  readonly files?: readonly string[];
  readonly remedy: string;
  readonly parameters: Parameters;
}

const MOST_EVIDENCE = 8;
const READ = 'Read the lines above and what precedes them.';
/** Of a text that speaks of pods. */
const OF_PODS = `${READ} For a pod: kubectl describe pod POD -n NAMESPACE; kubectl logs POD -c CONTAINER -n NAMESPACE --previous`;
const POD = /\bpods?\b|kubelet|\bcontainers?\b|pid=\d/i;
/** Of a refusal that says what is wrong. */
const CORRECT = 'Correct the request as the message says, then send it again.';

/** A text, with the name of its file if it has one. */
export interface NamedText {
  readonly name?: string;
  readonly text: string;
}

/**
 * What a text of any source means: the output of a tool, a log, a `kubectl describe`. The surest cause first; then, where
 * none is certain, the errors that none explains. Empty when nothing in the text reports a failure.
 * @example
 * diagnoseText(await readFile('pod.log', 'utf8')).map(({ code }) => code); // ['HF_LICENCE']
 */
export function diagnoseText(text: string): readonly Diagnosis[] {
  return diagnoseTexts([{ text }]);
}

/** What texts of one moment mean together: a cause in one of them replaces a more general one in another. */
export function diagnoseTexts(given: readonly NamedText[]): readonly Diagnosis[] {
  const texts = given.map((one) => ({ ...one, text: printable(withoutJson(one.text)) }));
  const lines = texts.flatMap(({ name, text }) =>
    readText(text).map((line): Placed => ({ ...line, ...(name !== undefined && { file: name }) })),
  );
  const causes = knownCauses().filter((cause) => hasSign(cause, texts));
  const severe = confirmed(lines).filter((one) => one.level !== 'warning' && (!one.quoted || isCertain(one, causes)));
  const found = causesOf(severe, texts, causes).filter((one) => isSigned(one, texts));
  if (found.length > 0) {
    const told = found.map((one) => diagnosis(one, lines, texts));
    return [...told, ...generally(unexplained(found, severe, causes), texts, causes)];
  }
  const own = ownErrors(texts);
  if (own.length > 0) return own;
  const shown = texts.flatMap(({ text }) => states(text));
  const failures = severe.filter(isFailure);
  const isState = ({ line }: Placed): boolean => shown.some((state) => state.line === line);
  // What else the text says, such as warnings: a symptom at most.
  const symptoms = (others: readonly Placed[]): readonly Finding[] =>
    findings(
      others.filter(({ quoted }) => !quoted).map((line) => ({ ...line, past: true })),
      causes,
    ).filter(({ cause }) => !cause.fallback);
  if (!failures.every(isState)) {
    const warnings = lines.filter(({ level, line }) => level === 'warning' && saysFailure(line));
    return [...symptoms(warnings).map((one) => diagnosis(one, lines)), unknown(failures, texts, shown)];
  }
  const told = symptoms(lines).map((one) => diagnosis(one, lines));
  return told.length > 0 ? told : notReady(shown);
}

/** Whether words show a cause beyond doubt. */
const isCertain = (one: Placed, causes: readonly Cause[]): boolean =>
  findings([one], causes).some(({ cause }) => !cause.fallback && (cause.confidence ?? 'certain') === 'certain');

/** What a text shows to be not ready without a reason: the command that asks for the reason is all that can be told. */
function notReady([first, ...others]: readonly State[]): readonly Diagnosis[] {
  if (!first) return [];
  const lines = [first, ...others].map(({ line }) => line);
  return [
    {
      code: 'UNKNOWN',
      cause: `${first.what}${others.length === 0 ? '' : ', and more is not ready'}${first.why === undefined ? '; the text does not say why' : `: ${first.why}`}`,
      confidence: 'possible',
      evidence: [...new Set(lines)].slice(0, MOST_EVIDENCE),
      remedy: first.describe === undefined ? READ : `Ask for the reason: ${first.describe}`,
      parameters: {},
    },
  ];
}

/** Errors that no cause explains: those of the model server by their own code. */
function generally(
  left: readonly Placed[],
  texts: readonly NamedText[],
  causes: readonly Cause[],
): readonly Diagnosis[] {
  if (left.length === 0) return [];
  const fallbacks = causes.filter(({ fallback }) => fallback);
  const found = findings(left, fallbacks).filter((one) => isSigned(one, texts));
  return found.length > 0 ? found.map((one) => diagnosis(one, left, texts)) : [unknown(left, texts)];
}

/** Whether a text has the sign of the cause. */
const hasSign = ({ sign }: Cause, texts: readonly NamedText[]): boolean =>
  sign === undefined || texts.some(({ name = '', text }) => sign.test(name) || sign.test(text));

/** Whether a text with evidence of the cause also has its sign. */
const isSigned = ({ cause: { sign }, evidence }: Finding, texts: readonly NamedText[]): boolean =>
  sign === undefined ||
  texts.some(
    ({ name = '', text }) =>
      (sign.test(name) || sign.test(text)) && (texts.length === 1 || evidence.some((line) => text.includes(line))),
  );

/** A line and the file that it comes from. */
interface Placed extends Line {
  readonly file?: string;
}

/** Evidence is printed: without colours and what else acts on a terminal. A progress bar's return starts a line. */
const printable = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '');

/** The causes of the lines; of whole paragraphs when no line shows one. */
function causesOf(lines: readonly Placed[], texts: readonly NamedText[], causes: readonly Cause[]): readonly Finding[] {
  const found = findings(lines, causes);
  if (found.some(({ cause }) => !cause.fallback)) return found;
  const whole = texts.flatMap(({ text }) => paragraphs(text));
  return whole.length === 0 ? found : findings([...lines, ...whole], causes);
}

function diagnosis(
  { code, sentence, confidence, evidence, remedy, parameters, cause }: Finding,
  all: readonly Placed[],
  texts: readonly NamedText[] = [],
): Diagnosis {
  // Of an error that is not known, every exception helps.
  const lines = cause.fallback ? all.filter(({ line }) => isException(line)).map(({ line }) => line) : evidence;
  const shown = [...new Set([...evidence, ...lines])].slice(0, MOST_EVIDENCE);
  const times = (line: string): number => all.filter((one) => one.line === line).length;
  return {
    code,
    cause: sentence,
    confidence,
    evidence: shown.map((line) =>
      repeated(cause.fallback ? completed(line, texts) : withMessage(line, shown, texts), times(line)),
    ),
    ...filesOf(shown, all),
    remedy,
    parameters,
  };
}

/** The reason of a condition with its message, where no other line of the evidence has it. */
function withMessage(line: string, shown: readonly string[], texts: readonly NamedText[]): string {
  const message = texts.map(({ text }) => messageFor(line, text)).find((one) => one !== undefined);
  return message === undefined || shown.some((one) => one.includes(message)) ? line : `${line}: ${message}`;
}

/** @param shown states that the text shows: a condition has the message of a failure */
function unknown(failures: readonly Placed[], texts: readonly NamedText[], shown: readonly State[] = []): Diagnosis {
  const lines = telling(failures.map(({ line }) => line));
  const reason = reasonOf(lines);
  const states = shown.map(({ line }) => line).filter((line) => !lines.includes(line));
  const groups = [...grouped(states), ...grouped(lines)].slice(0, MOST_EVIDENCE);
  return {
    code: 'UNKNOWN',
    cause: reason === undefined ? 'no known cause fits' : `the API refuses the request: ${reason}`,
    confidence: 'possible',
    evidence: groups.map(({ line, times }) => repeated(completed(inContext(line, lines, texts), texts), times)),
    ...filesOf(
      groups.map(({ line }) => line),
      failures,
    ),
    remedy: reason === undefined ? whereToLook(texts) : CORRECT,
    parameters: {},
  };
}

/** Without the program in a traceback, where anything else is left. */
function telling(lines: readonly string[]): readonly string[] {
  const left = lines.filter((line) => !isProgram(line));
  return left.length > 0 ? left : lines;
}

const whereToLook = (texts: readonly NamedText[]): string =>
  texts.some(({ text }) => POD.test(text)) ? OF_PODS : READ;

/** The first file of each line. A paragraph of several lines lies where its beginning does. */
function filesOf(evidence: readonly string[], all: readonly Placed[]): Pick<Diagnosis, 'files'> {
  if (all.every(({ file }) => file === undefined)) return {};
  const fileOf = (line: string): string =>
    (all.find((one) => one.line === line) ?? all.find((one) => line.startsWith(one.line)))?.file ?? '';
  return { files: evidence.map(fileOf) };
}

const repeated = (line: string, times: number): string => (times > 1 ? `${line} (${times} times)` : line);
