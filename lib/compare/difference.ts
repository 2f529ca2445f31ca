/** What is compared, in the order of the report. */
export const COMPARED = {
  call: {
    heading: 'Calls in only one run',
    what: 'the commands and requests that change something. Reads are left out, because they depend on the waits of a run',
  },
  outcome: {
    heading: 'Results',
    what: 'the exit codes of each command, the HTTP statuses of each request, and the status of each step',
  },
  shape: {
    heading: 'Keys and types in JSON answers',
    what: 'the paths of keys in JSON answers and the types of their values. A missing key stands for all keys below it. Kubernetes objects are compared by kind, across all calls',
  },
  order: {
    heading: 'Order of states',
    what: 'the states of each cluster, node pool, operation, condition and container, and the phases of each object, in their order. An order with fewer states is not a difference, because a state can pass between two polls',
  },
  text: {
    heading: 'Text',
    what: 'lines of output, and messages and reasons in JSON, without times, numbers and generated names. The text of a watch is compared up to the last common line, because a run stops a watch at any moment',
  },
  duration: {
    heading: 'Durations',
    what: 'the duration of each step, of each state except the last one, and of each command that changes something',
  },
} as const;

export type Aspect = keyof typeof COMPARED;

/** Where the sandbox differs from the recorded run. */
export interface Difference {
  readonly aspect: Aspect;
  /** The call, the object or the step. */
  readonly of: string;
  /** What differs in it: a path of keys, a state; empty for the whole. */
  readonly at: string;
  /** Undefined where only the other side has something. */
  readonly recorded: string | undefined;
  readonly sandbox: string | undefined;
}

/** The members of two sets that only one of them has, as differences. */
export function onlyInOne(
  aspect: Aspect,
  of: string,
  recorded: Iterable<string>,
  sandbox: Iterable<string>,
): readonly Difference[] {
  const [left, right] = [new Set(recorded), new Set(sandbox)];
  const only = (one: Set<string>, other: Set<string>): readonly string[] => [...one].filter((it) => !other.has(it));
  return [
    ...only(left, right).map((it) => ({ aspect, of, at: '', recorded: it, sandbox: undefined })),
    ...only(right, left).map((it) => ({ aspect, of, at: '', recorded: undefined, sandbox: it })),
  ];
}
