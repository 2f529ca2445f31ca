import type { ApiReply, ApiRequest } from '../../core/http.ts';
import { delegated, forward } from './aggregation.ts';
import type { ApiContext } from './context.ts';
import { aggregatedGroups, aggregatedVersion, apiGroup, resourceList, servedGroups } from './discovery.ts';
import { HEADERS } from './negotiate.ts';
import { absentTypes } from './not-simulated.ts';

const AGGREGATED = /application\/json;g=apidiscovery\.k8s\.io;v=(v2|v2beta1);as=APIGroupDiscoveryList/;

/** `/api`, `/apis` and what lies below them without naming a resource. @returns undefined when there is no such group */
export async function discover(context: ApiContext, request: ApiRequest): Promise<ApiReply | undefined> {
  const [root, group, version, ...rest] = request.path.split('/').filter((part) => part !== '');
  if (rest.length > 0 || (root !== 'api' && root !== 'apis')) return undefined;
  if (root === 'api') return group === undefined ? core(context, request) : json(resources(context, '', group));
  if (group === undefined) return groups(context, request);
  const apiService = version === undefined ? undefined : delegated(context, group, version);
  if (apiService) return forward(context, apiService, request);
  return json(version === undefined ? groupOf(context, group) : resources(context, group, version));
}

function json(body: object | undefined): ApiReply | undefined {
  return body && { headers: HEADERS, body };
}

/** All types, also those that are only named. */
const groupsOf = (context: ApiContext) => servedGroups(absentTypes(context));

function resources(context: ApiContext, group: string, version: string): object | undefined {
  const types = groupsOf(context).get(group)?.get(version);
  return types && resourceList(types);
}

/** Groups by name with their versions, the API server's own first. */
function versionsByGroup(context: ApiContext): Map<string, string[]> {
  const all = new Map([...groupsOf(context)].map(([name, versions]) => [name, [...versions.keys()]]));
  for (const { group, version } of aggregatedGroups(context.store.list('apiservices'))) {
    const known = all.get(group) ?? [];
    if (!known.includes(version)) all.set(group, [...known, version]);
  }
  all.delete('');
  return all;
}

function groupOf(context: ApiContext, name: string): object | undefined {
  const versions = versionsByGroup(context).get(name);
  return versions && { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(name, versions) };
}

function core(context: ApiContext, request: ApiRequest): ApiReply {
  const versions = [...groupsOf(context).get('')!];
  const item = {
    metadata: { creationTimestamp: null },
    versions: versions.map(([name, types]) => aggregatedVersion(name, types)),
  };
  return (
    aggregated(request, [item]) ?? {
      headers: HEADERS,
      body: {
        kind: 'APIVersions',
        versions: versions.map(([name]) => name),
        serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: String(request.headers.host ?? '') }],
      },
    }
  );
}

async function groups(context: ApiContext, request: ApiRequest): Promise<ApiReply> {
  const all = [...versionsByGroup(context)];
  if (AGGREGATED.test(String(request.headers.accept))) {
    const items = await Promise.all(all.map(([name, versions]) => aggregatedGroup(context, name, versions)));
    return aggregated(request, items)!;
  }
  const listed = all.map(([name, versions]) => apiGroup(name, versions));
  return { headers: HEADERS, body: { kind: 'APIGroupList', apiVersion: 'v1', groups: listed } };
}

async function aggregatedGroup(context: ApiContext, name: string, versions: readonly string[]): Promise<object> {
  const own = groupsOf(context).get(name);
  const listed = versions.map((version) => {
    const types = own?.get(version);
    return types ? aggregatedVersion(version, types) : foreignVersion(context, name, version);
  });
  return { metadata: { name, creationTimestamp: null }, versions: await Promise.all(listed) };
}

/** The discovery document of a pod's server; stale while the server is unavailable. */
async function foreignVersion(context: ApiContext, group: string, version: string): Promise<object> {
  try {
    const path = `/apis/${group}/${version}`;
    const signal = new AbortController().signal;
    const request = { method: 'GET', path, query: new URLSearchParams(), headers: {}, params: {}, body: EMPTY, signal };
    const reply = await forward(context, delegated(context, group, version)!, request);
    const body =
      typeof reply.body === 'string' || Buffer.isBuffer(reply.body) ? JSON.parse(String(reply.body)) : reply.body;
    const listed = (body as { resources: ForeignResource[] }).resources.filter(({ name }) => !name.includes('/status'));
    return {
      version,
      freshness: 'Current',
      resources: listed.map(({ name, kind, namespaced, singularName, verbs }) => ({
        resource: name,
        responseKind: { group: '', version: '', kind },
        scope: namespaced ? 'Namespaced' : 'Cluster',
        singularResource: singularName,
        verbs,
      })),
    };
  } catch {
    return { version, freshness: 'Stale' };
  }
}

const EMPTY = Buffer.alloc(0);

interface ForeignResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly singularName: string;
  readonly verbs: readonly string[];
}

/** The aggregated form, when the client asks for it. */
function aggregated(request: ApiRequest, items: readonly object[]): ApiReply | undefined {
  const version = AGGREGATED.exec(String(request.headers.accept))?.[1];
  if (version === undefined) return undefined;
  return {
    headers: {
      ...HEADERS,
      'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    },
    body: { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items },
  };
}
