import type { FaultOn } from '../../page/instructor/class-state.ts';

/** What an agent reports. It comes from a learner's machine: nothing of it is taken for granted. */
export interface Seen {
  readonly where: 'server' | 'laptop';
  readonly sandbox: string;
  readonly steps: readonly string[];
  readonly current?: { readonly step: string; readonly title: string; readonly waitsFor?: string };
  readonly failure?: string;
  readonly drill?: { readonly id: string; readonly hints: number; readonly since: string };
  readonly results: readonly Result[];
  readonly quiz: readonly Result[];
  /** Missing in a record of an older version. */
  readonly faults?: readonly FaultOn[];
  /** Why the sandbox refused the last order. */
  readonly refusal?: string;
}

export interface Result {
  readonly id: string;
  readonly points: number;
  readonly of: number;
  readonly passed: boolean;
  readonly hints: number;
  readonly attempts: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Longest text, and most results, that a report can have. */
const LETTERS = 300;
const RESULTS = 200;
const POINTS = 10_000;
/** More faults than the catalogue has. */
const FAULTS = 60;

/** @param steps the ids that count */
export function readSeen(body: unknown, steps: readonly string[]): Seen {
  const report = fields(body);
  const progress = fields(report.progress);
  const done = fields(progress.steps);
  const current = fields(progress.current);
  const drills = fields(report.drills);
  const drill = fields(drills.current);
  const waitsFor = text(current.waitsFor);
  const code = text(fields(progress.failure).code);
  return {
    where: report.where === 'laptop' ? 'laptop' : 'server',
    sandbox: text(report.sandbox) ?? 'starting',
    steps: steps.filter((id) => fields(done[id]).state === 'done'),
    ...(text(current.step) && {
      current: { step: text(current.step)!, title: text(current.title) ?? '', ...(waitsFor && { waitsFor }) },
    }),
    ...(code && { failure: code }),
    ...(text(drill.id) && {
      drill: { id: text(drill.id)!, hints: number(drill.hints), since: text(drill.startedAt) ?? '' },
    }),
    results: results(drills.results),
    quiz: results(fields(report.quiz).results),
    faults: faults(report.faults),
    ...(text(report.refusal) && { refusal: text(report.refusal)! }),
  };
}

function results(value: unknown): Result[] {
  const entries = Object.entries(fields(value)).slice(0, RESULTS);
  return entries.map(([id, one]) => {
    const { points, of, passed, hints, attempts } = fields(one);
    const most = number(of);
    return {
      id: id.slice(0, LETTERS),
      points: Math.min(number(points), most),
      of: most,
      passed: passed === true,
      hints: number(hints),
      attempts: number(attempts),
    };
  });
}

function faults(value: unknown): FaultOn[] {
  const given = Array.isArray(value) ? value.slice(0, FAULTS).map(fields) : [];
  return given.flatMap(({ name, params }) => {
    const parameters = Object.entries(fields(params)).flatMap(([key, one]) =>
      typeof one === 'number' ? [[key, one]] : text(one) ? [[key, text(one)!]] : [],
    );
    return text(name) ? [{ name: text(name)!, parameters: Object.fromEntries(parameters) }] : [];
  });
}

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, LETTERS) : undefined;

const number = (value: unknown): number =>
  typeof value === 'number' && value >= 0 ? Math.min(Math.round(value), POINTS) : 0;
