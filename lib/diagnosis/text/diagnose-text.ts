import { stripVTControlCharacters } from 'node:util';
import type { Confidence } from '../cause.ts';
import { type Finding, findings } from '../find.ts';
import type { Parameters } from '../phrase.ts';
import type { Seen } from '../seen.ts';
import { isException } from './exceptions.ts';
import { withoutJson } from './json.ts';
import { type Line, paragraphs, readText } from './read-text.ts';
import { grouped, isFailure } from './unknown.ts';

/** What a text means: one cause, for people and machines. */
export interface Diagnosis {
  /** The code of the cause; `UNKNOWN` when the text reports a failure that no cause explains. */
  readonly code: string;
  /** The explanation in one sentence, without a full stop. */
  readonly cause: string;
  readonly confidence: Confidence;
  /** Lines of the text, those of the most weight first; a repeated line once, with its number. */
  readonly evidence: readonly string[];
  readonly remedy: string;
  readonly parameters: Parameters;
}

const MOST_EVIDENCE = 8;
const WHERE_TO_LOOK =
  'Read the lines above and what precedes them. For a pod: kubectl describe pod POD -n NAMESPACE; kubectl logs POD -c CONTAINER -n NAMESPACE --previous';

/**
 * What a text of any source means: the output of a tool, a log, a `kubectl describe`. The surest cause first; empty when
 * nothing in the text reports a failure.
 * @example
 * diagnoseText(await readFile('pod.log', 'utf8')).map(({ code }) => code); // ['HF_LICENCE']
 */
export function diagnoseText(given: string): readonly Diagnosis[] {
  const text = printable(withoutJson(given));
  const lines = readText(text);
  const severe = lines.filter(({ level }) => level !== 'warning');
  const found = causesOf(severe, text);
  if (found.length > 0) return found.map((one) => diagnosis(one, lines));
  const failures = severe.filter(isFailure);
  if (failures.length > 0) return [unknown(failures)];
  // Only warnings are left: a symptom at most.
  const warned = findings(lines.map((line) => ({ ...line, past: true })));
  return warned.filter(({ cause }) => !cause.fallback).map((one) => diagnosis(one, lines));
}

/** Evidence is printed: without colours and what else acts on a terminal. A progress bar's return starts a line. */
const printable = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '');

/** The causes of the lines; of whole paragraphs when no line shows one. */
function causesOf(lines: readonly Seen[], text: string): readonly Finding[] {
  const found = findings(lines);
  return found.some(({ cause }) => !cause.fallback) ? found : findings([...lines, ...paragraphs(text)]);
}

function diagnosis(
  { code, sentence, confidence, evidence, remedy, parameters, cause }: Finding,
  all: readonly Line[],
): Diagnosis {
  // Of an error that is not known, every exception helps.
  const lines = cause.fallback ? all.filter(({ line }) => isException(line)).map(({ line }) => line) : evidence;
  return {
    code,
    cause: sentence,
    confidence,
    evidence: counted([...new Set([...evidence, ...lines])], all),
    remedy,
    parameters,
  };
}

function unknown(failures: readonly Line[]): Diagnosis {
  const evidence = grouped(failures.map(({ line }) => line))
    .slice(0, MOST_EVIDENCE)
    .map(({ line, times }) => repeated(line, times));
  return {
    code: 'UNKNOWN',
    cause: 'no known cause fits',
    confidence: 'possible',
    evidence,
    remedy: WHERE_TO_LOOK,
    parameters: {},
  };
}

function counted(evidence: readonly string[], all: readonly Line[]): readonly string[] {
  return evidence.slice(0, MOST_EVIDENCE).map((line) => repeated(line, all.filter((one) => one.line === line).length));
}

const repeated = (line: string, times: number): string => (times > 1 ? `${line} (${times} times)` : line);
