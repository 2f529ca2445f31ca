import { Refused } from '../tool.ts';
import type { Api, KubeObject } from './api.ts';

/** A served resource type, from discovery. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `pods` */
  readonly name: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
}

const ACCEPT = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** Every served type, the preferred version of a group first. */
export async function discover(api: Api): Promise<readonly Resource[]> {
  const lists = await Promise.all(['/api', '/apis'].map((path) => api.ask('GET', path, { accept: ACCEPT })));
  return lists.flatMap(({ items }) => items.flatMap(resourcesOf));
}

function resourcesOf({ metadata, versions = [] }: KubeObject): Resource[] {
  return versions.flatMap(({ version, resources = [] }: KubeObject) =>
    resources.map(
      (one: KubeObject): Resource => ({
        group: metadata.name ?? '',
        version,
        kind: one.responseKind.kind,
        name: one.resource,
        singular: one.singularResource,
        shortNames: one.shortNames ?? [],
        namespaced: one.scope === 'Namespaced',
      }),
    ),
  );
}

/** Resolves `pods`, `po` or `deployment.v1.apps`. @throws Refused */
export function resourceNamed(all: readonly Resource[], word: string): Resource {
  const [name = '', ...qualifier] = word.toLowerCase().split('.');
  const rest = qualifier.join('.');
  const found = all.find(
    (one) =>
      [one.name, one.singular, ...one.shortNames].includes(name) &&
      (rest === '' || rest === one.group || rest === `${one.version}.${one.group}`),
  );
  if (found) return found;
  throw new Refused(`error: the server doesn't have a resource type "${word}"`);
}

/** The type of a manifest's object. @throws Refused */
export function resourceOf(all: readonly Resource[], { apiVersion, kind }: KubeObject): Resource {
  const found = all.find((one) => one.kind === kind && groupVersion(one) === apiVersion);
  if (found) return found;
  throw new Refused(
    `error: resource mapping not found: no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
  );
}

function groupVersion({ group, version }: Resource): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The path of a type's objects, in one namespace or in all, or of one object. */
export function pathOf(resource: Resource, namespace: string | undefined, name?: string): string {
  const root = resource.group === '' ? '/api' : '/apis';
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : '';
  const last = name === undefined ? '' : `/${segment(name)}`;
  return `${root}/${groupVersion(resource)}${scope}/${resource.name}${last}`;
}

/** `deployment.apps/vllm-tpu` as kubectl prints an object's name. */
export function nameOf(resource: Resource, name: string): string {
  return `${qualified(resource)}/${name}`;
}

/** `deployment.apps` */
export function qualified({ singular, group }: Resource): string {
  return group === '' ? singular : `${singular}.${group}`;
}

function segment(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':');
}
