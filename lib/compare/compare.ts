import type { Recording } from '../record/recording.ts';
import { type Answer, answersOf, type Document } from './answer.ts';
import { type Difference, onlyInOne } from './difference.ts';
import { collected, type Durations, durationDifferences, staysOf, type Tolerance } from './durations.ts';
import { grouped } from './grouped.ts';
import { isOfKubernetes, objectsOf } from './objects.ts';
import { orderDifferences } from './orders.ts';
import { shapeDifferences, shapeOf } from './shape.ts';
import { type Track, tracksOf } from './states.ts';
import { type Told, textDifferences } from './texts.ts';

/** Every difference of two recordings: calls, outcomes, shapes, states, texts, durations. */
export function compare(recorded: Recording, sandbox: Recording, tolerance: Tolerance): readonly Difference[] {
  const [left, right] = [sideOf(recorded), sideOf(sandbox)];
  return [
    ...stepDifferences(left.steps, right.steps),
    ...onlyInOne('call', '', left.changes, right.changes),
    ...inBoth(left.calls, right.calls).flatMap((of) => callDifferences(of)),
    ...inBoth(left.objects, right.objects).flatMap(([kind, one, other]) => partDifferences(kind, [one], [other])),
    ...orderDifferences(left.tracks, right.tracks),
    ...durationDifferences(left.durations, right.durations, tolerance),
  ];
}

interface Side {
  readonly steps: ReadonlyMap<string, string>;
  readonly calls: ReadonlyMap<string, readonly Answer[]>;
  /** The calls that change something. Which reads a run makes depends on its waits. */
  readonly changes: readonly string[];
  /** Kubernetes objects by kind, whichever call they are from. */
  readonly objects: ReadonlyMap<string, Told>;
  readonly tracks: readonly Track[];
  readonly durations: Durations;
}

function sideOf({ header: { steps }, entries }: Recording): Side {
  const answers = answersOf(entries);
  const documents = answers.flatMap((answer) => answer.documents);
  const changing = answers.filter(({ reads }) => !reads);
  const tracks = tracksOf(documents);
  const ofSteps = steps.map(({ id, simulatedSeconds }) => [`step ${id}`, simulatedSeconds * 1000] as const);
  return {
    steps: new Map(steps.map(({ id, status }) => [id, status])),
    calls: grouped(answers, ({ call }) => call),
    changes: changing.map(({ call }) => call),
    objects: new Map([...objectsOf(documents)].map(([kind, found]) => [kind, partOf(found)])),
    tracks,
    durations: new Map([
      ...collected([...ofSteps, ...changing.map(({ call, took }) => [call, took] as const)]),
      ...staysOf(tracks),
    ]),
  };
}

const partOf = (documents: readonly Document[]): Told => ({ documents, texts: [], stopped: false });

function inBoth<T>(left: ReadonlyMap<string, T>, right: ReadonlyMap<string, T>): [name: string, one: T, other: T][] {
  return [...left].flatMap(([name, one]) => (right.has(name) ? [[name, one, right.get(name)!]] : []));
}

function stepDifferences(left: Side['steps'], right: Side['steps']): readonly Difference[] {
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((id) => left.get(id) !== right.get(id))
    .map((id) => ({ aspect: 'outcome', of: `step ${id}`, at: '', recorded: left.get(id), sandbox: right.get(id) }));
}

type Called = readonly [call: string, recorded: readonly Answer[], sandbox: readonly Answer[]];

/** Answers are compared with those of the same outcome: a refusal has another shape. */
function callDifferences([call, recorded, sandbox]: Called): readonly Difference[] {
  const [left, right] = [recorded, sandbox].map((answers) => grouped(answers, ({ outcome }) => outcome));
  return [
    ...onlyInOne('outcome', call, left!.keys(), right!.keys()),
    ...inBoth(left!, right!).flatMap(([, one, other]) =>
      partDifferences(call, one.map(withoutObjects), other.map(withoutObjects)),
    ),
  ];
}

function withoutObjects(answer: Answer): Told {
  return { ...answer, documents: answer.documents.filter((one) => !isOfKubernetes(one)) };
}

function partDifferences(of: string, recorded: readonly Told[], sandbox: readonly Told[]): readonly Difference[] {
  const shape = (parts: readonly Told[]) =>
    shapeOf(parts.flatMap(({ documents }) => documents.map(({ value }) => value)));
  return [...shapeDifferences(of, shape(recorded), shape(sandbox)), ...textDifferences(of, recorded, sandbox)];
}
