import type { Command } from '../command.ts';
import { print, say } from '../tool.ts';
import type { KubeObject } from './api.ts';
import { type Cluster, withCluster } from './cluster.ts';
import { namespaceOf, readManifest } from './manifest.ts';
import { nameOf, pathOf, type Resource, resourceOf } from './resources.ts';
import { sorted } from './sorted.ts';

/** The annotation with the last applied manifest; the next apply finds removed fields by it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const QUERY = { fieldManager: 'kubectl-client-side-apply', fieldValidation: 'Strict' };

/** `kubectl apply -f FILE`: creates missing objects and patches changed ones. */
export const apply: Command = {
  words: 'apply',
  operands: 0,
  flags: { filename: { kind: 'value', must: true, short: 'f' } },
  run: (call) =>
    withCluster(call, async (cluster) => {
      const manifest = readManifest(call.value('filename')!);
      const all = await cluster.resources();
      for (const object of manifest) {
        const resource = resourceOf(all, object);
        const { did } = await applied(cluster, resource, object);
        print(`${nameOf(resource, object.metadata.name)} ${did}`);
      }
      return 0;
    }),
};

/** What an apply did or, as a dry run, would do. */
export interface Applied {
  readonly did: 'created' | 'unchanged' | 'configured';
  readonly before: KubeObject | undefined;
  readonly after: KubeObject;
}

/** Create a missing object, or patch one that differs. @param dryRun write nothing */
export async function applied(
  cluster: Cluster,
  resource: Resource,
  given: KubeObject,
  dryRun = false,
): Promise<Applied> {
  const query = { ...QUERY, ...(dryRun && { dryRun: 'All' }) };
  const { api } = cluster;
  const namespace = namespaceOf(given, cluster.namespace);
  const placed = resource.namespaced ? inNamespace(given, namespace) : given;
  // kubectl diff leaves the annotation as it is (kubectl/pkg/cmd/diff/diff.go: GetModifiedConfiguration without it).
  const object = dryRun ? placed : withLastApplied(placed);
  // The last manifest has annotations, if only none.
  const { annotations = {} } = object.metadata;
  const wanted = { ...object, metadata: { ...object.metadata, annotations } };
  const path = pathOf(resource, namespace, object.metadata.name);
  const current = await api.find(path);
  if (!current) {
    // kubectl checks whether the namespace is missing.
    if (resource.namespaced) await api.find(`/api/v1/namespaces/${namespace}`);
    const body = { type: 'application/json', content: object };
    const after = await api.ask('POST', pathOf(resource, namespace), { query, body });
    return { did: 'created', before: undefined, after };
  }
  const { patchOf } = await import('./patch.ts');
  const patch = patchOf(resource, lastApplied(current), wanted, current);
  if (Object.keys(patch.content).length === 0) return { did: 'unchanged', before: current, after: current };
  const after = await api.ask('PATCH', path, { query, body: patch });
  return { did: 'configured', before: current, after };
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

function withLastApplied(object: KubeObject): KubeObject {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  const withAnnotations = { ...object, metadata: { ...object.metadata, annotations } };
  const text = `${goJson(sorted(withAnnotations))}\n`;
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

function lastApplied({ kind, metadata }: KubeObject): KubeObject {
  const text = metadata.annotations?.[LAST_APPLIED];
  if (text !== undefined) return JSON.parse(text);
  say(
    `Warning: resource ${kind.toLowerCase()}s/${metadata.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply.`,
  );
  return {};
}

/** JSON as Go writes it: with HTML characters escaped. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
