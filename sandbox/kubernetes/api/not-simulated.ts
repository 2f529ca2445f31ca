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

/** Subresources of the core types that a client finds and cannot use. kubectl 1.32 crashes on a plain 404 of the first. */
const ABSENT_SUBRESOURCES: ReadonlySet<string> = new Set([
  'pods/ephemeralcontainers',
  'pods/proxy',
  'pods/resize',
  'services/proxy',
  'nodes/proxy',
]);

/** @throws StatusError for a type, or a subresource, that the sandbox only names */
export function refuseAbsent(context: ApiContext, { resource: name, ...path }: ResourcePath): void {
  const sub = `${name}/${path.subresource?.split('/')[0]}`;
  if (path.group === '' && ABSENT_SUBRESOURCES.has(sub)) throw refusal(sub);
  const key = keyOf({ ...path, name });
  if (SERVED.has(key) || !absentTypes(context).some((type) => keyOf(type) === key)) return;
  const full = path.group === '' ? name : `${name}.${path.group}`;
  throw refusal(full);
}

/** What the API server has besides resources. */
const ABSENT_PATHS = /^\/(metrics|logs|debug|openid|\.well-known)(\/|$)/;

/** @throws StatusError for such a path */
export function refuseAbsentPath(path: string): void {
  if (ABSENT_PATHS.test(path)) throw refusal(path);
}

/** Without this, `kubectl --as` would act as the user of the sandbox, who may do everything. @throws StatusError */
export function refuseImpersonation(headers: Readonly<Record<string, unknown>>): void {
  if (Object.keys(headers).some((name) => name.startsWith('impersonate-'))) throw refusal(IMPERSONATION);
}

const IMPERSONATION = 'impersonation (--as); the sandbox has one user, who may do everything';

function refusal(what: string): StatusError {
  return new StatusError('MethodNotAllowed', `[sandbox] Not simulated: ${what}`);
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
