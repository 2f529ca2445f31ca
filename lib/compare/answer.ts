import type { Entry } from '../record/recording.ts';
import { normal } from './normal.ts';

/** An answer of either target, in the parts that are compared. */
export interface Answer {
  /** The command or the request, without what differs between two runs. */
  readonly call: string;
  /** The exit code or the HTTP status; empty while a watch runs. */
  readonly outcome: string;
  /** The run ended the call, which would have gone on. */
  readonly stopped: boolean;
  readonly documents: readonly Document[];
  readonly texts: readonly string[];
  /** Whether the call changes nothing. */
  readonly reads: boolean;
  /** ms of the target's clock. */
  readonly took: number;
}

/** A JSON value of an answer, and when it came. */
export interface Document {
  readonly at: number;
  readonly value: unknown;
}

/** Calls that change nothing. */
const READS =
  /^(?:GET |kubectl (?:get|logs|describe|version)\b|gcloud (?:version|.*\b(?:list|describe|get-credentials|get-iam-policy)\b))/;

export function answersOf(entries: readonly Entry[]): readonly Answer[] {
  return entries.map((entry) => {
    const { at, took } = entry;
    const call = normal(entry.line);
    const read = partsOf(entry, at + took).map(({ at: when, text }) => ({ when, text, value: parsed(text) }));
    return {
      call,
      stopped: entry.kind === 'watch',
      reads: entry.kind === 'watch' || READS.test(entry.line),
      took,
      outcome: OUTCOME[entry.kind](entry as never),
      documents: read.flatMap(({ when, value }) => (value === undefined ? [] : [{ at: when, value }])),
      texts: read.flatMap(({ text, value }) => (value === undefined ? text.split('\n') : [])),
    };
  });
}

type Of<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>;

const OUTCOME: { readonly [Kind in Entry['kind']]: (entry: Of<Kind>) => string } = {
  command: ({ exitCode }) => `exit code ${exitCode}`,
  request: ({ status }) => `HTTP ${status}`,
  watch: () => '',
};

interface Part {
  readonly at: number;
  readonly text: string;
}

function partsOf(entry: Entry, at: number): Part[] {
  if (entry.kind === 'watch') return [...entry.lines];
  return (entry.kind === 'request' ? [entry.body] : [entry.stdout, entry.stderr]).map((text) => ({ at, text }));
}

function parsed(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
