import { ABSENT, type AbsentType, definedTypes } from '../resources/absent.ts';
import { groupVersion, TYPES } from '../resources/types.ts';
import { StatusError } from '../store/status-error.ts';
import type { ApiContext } from './context.ts';
import type { ResourcePath, Target } from './target.ts';

const keyOf = (type: { readonly group: string; readonly version: string; readonly name: string }): string =>
  `${groupVersion(type)}/${type.name}`;

const SERVED: ReadonlySet<string> = new Set(TYPES.map(keyOf));

/** The types that a client finds and cannot use: GKE's own, and those of definitions that somebody made. */
export function absentTypes({ store }: Pick<ApiContext, 'store'>): AbsentType[] {
  const defined = store.list('customresourcedefinitions').flatMap(definedTypes);
  const all = new Map([...ABSENT, ...defined].map((type) => [keyOf(type), type]));
  return [...all.values()].filter((type) => !SERVED.has(keyOf(type)));
}

/** @throws StatusError for a type that the sandbox only names */
export function refuseAbsent(context: ApiContext, { resource: name, ...path }: ResourcePath): void {
  const key = keyOf({ ...path, name });
  if (SERVED.has(key) || !absentTypes(context).some((type) => keyOf(type) === key)) return;
  const full = path.group === '' ? name : `${name}.${path.group}`;
  throw new StatusError('MethodNotAllowed', `[sandbox] Not simulated: ${full}`);
}

/** Types that are stored, and on which nothing acts. */
const STORED_ONLY: Readonly<Record<string, string>> = {
  customresourcedefinitions: 'the objects of this definition',
  ingresses: 'an Ingress makes no load balancer',
  networkpolicies: 'a NetworkPolicy blocks no traffic',
};

/** The header of a write that has no effect; kubectl prints it as `Warning: …`. */
export function warningOf({ type, verb, subresource }: Target): Record<string, string> {
  const text = STORED_ONLY[type.name];
  if (text === undefined || subresource !== undefined || !['create', 'patch', 'update'].includes(verb)) return {};
  return { warning: `299 - "[sandbox] Not simulated: ${text}"` };
}
