import type { Parameters } from './phrase.ts';
import type { Seen, Speaker } from './seen.ts';

/** Where a cause was recognised. */
export interface Match {
  readonly seen: Seen;
  /** Undefined when only the kind of the refusal matched. */
  readonly groups: Parameters | undefined;
}

/** The computer of the reader, and the pods: what fails on one says nothing of the other. */
const HERE: ReadonlySet<Speaker> = new Set(['gcloud', 'kubectl', 'client']);
const IN_PODS: ReadonlySet<Speaker> = new Set(['log', 'adapter log', 'container', 'condition', 'event']);

/** Parameters that name the thing that a message is about. */
const NAMING = /^(?:quota|permission|bucket|model|image|host|secret|claim|namespace)$/;

const HOUR = 3_600_000;

/**
 * Whether two messages are of separate failures, so that a specific cause of one does not explain the other: they are
 * about different pods or different things, come from different places, or are an hour or more apart.
 */
export function areIndependent(one: Match, other: Match): boolean {
  if (one.seen.line === other.seen.line) return false;
  return (
    differ(one.seen.pod, other.seen.pod) ||
    areApart(one.seen.by, other.seen.by) ||
    Math.abs((one.seen.at ?? Number.NaN) - (other.seen.at ?? Number.NaN)) >= HOUR ||
    Object.entries(one.groups ?? {}).some(([name, value]) => {
      const key = withoutNumber(name);
      return NAMING.test(key) && namesAnother(value, named(key, other.groups));
    })
  );
}

const differ = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

const areApart = (one: Speaker, other: Speaker): boolean =>
  (HERE.has(one) && IN_PODS.has(other)) || (IN_PODS.has(one) && HERE.has(other));

/** An image, a host or a bucket may be named with and without what surrounds it. */
export const namesAnother = (one: string | undefined, other: string | undefined): boolean =>
  Boolean(one && other) && !one!.includes(other!) && !other!.includes(one!);

const named = (key: string, groups: Parameters = {}): string | undefined =>
  Object.entries(groups).find(([name, value]) => withoutNumber(name) === key && value)?.[1];

/** JavaScript has no two groups of one name in a pattern: `host2` is another place for `host`. */
export const withoutNumber = (name: string): string => name.replace(/\d$/, '');
