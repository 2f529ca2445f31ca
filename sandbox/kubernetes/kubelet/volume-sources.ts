import type { ObjectStore } from '../object.ts';

/** Which keys of a Secret or ConfigMap a volume takes, and whether they must be there. */
export interface Choice {
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string }[];
}

/** The types behind a volume, and what the kubelet calls a key of each. */
export const SOURCES = {
  secret: { resource: 'secrets', key: 'references non-existent secret key' },
  configmap: { resource: 'configmaps', key: 'configmap references non-existent config key' },
} as const;

/** Why the kubelet cannot make the files: pkg/volume/secret and pkg/volume/configmap, MakePayload. */
export function sourceProblem(
  store: ObjectStore,
  namespace: string | undefined,
  kind: keyof typeof SOURCES,
  name: string,
  { optional, items = [] }: Choice,
): string | undefined {
  if (optional) return undefined;
  const { resource, key: words } = SOURCES[kind];
  const source = store.get(resource, namespace, name);
  if (!source) return `${kind} "${name}" not found`;
  const missing = items.find(({ key }) => source.data?.[key] === undefined && source.binaryData?.[key] === undefined);
  return missing && `${words}: ${missing.key}`;
}
