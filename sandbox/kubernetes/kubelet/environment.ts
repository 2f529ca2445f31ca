import type { KubeObject, ObjectStore } from '../object.ts';
import { podRequests } from '../scheduler/pod-requests.ts';
import { serviceVariables } from './service-variables.ts';

/** The pod's configuration of a container is invalid: `CreateContainerConfigError`. */
export class ContainerConfigError extends Error {
  readonly code = 'CreateContainerConfigError';
}

interface KeyReference {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: KeyReference;
    readonly configMapKeyRef?: KeyReference;
    readonly fieldRef?: { readonly fieldPath: string };
    readonly resourceFieldRef?: { readonly resource: string };
  };
}

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();

/** The sources of keys, as the kubelet's errors name them. */
const SOURCES = {
  secrets: { kind: 'Secret', text: decode },
  configmaps: { kind: 'ConfigMap', text: (value: string) => value },
} as const;

/** The variables of a container: the services', then `envFrom`, then `env`. @throws ContainerConfigError */
export function environment(
  store: ObjectStore,
  pod: KubeObject,
  // biome-ignore lint/suspicious/noExplicitAny: a Container
  container: any,
  address: string,
): Map<string, string> {
  const variables = serviceVariables(store, pod);
  for (const { prefix = '', secretRef, configMapRef } of container.envFrom ?? []) {
    const data = secretRef ? read(store, pod, 'secrets', secretRef) : read(store, pod, 'configmaps', configMapRef);
    const { text } = SOURCES[secretRef ? 'secrets' : 'configmaps'];
    for (const [key, value] of Object.entries(data ?? {})) variables.set(`${prefix}${key}`, text(value));
  }
  for (const variable of (container.env ?? []) as Variable[]) {
    const value = variable.valueFrom
      ? valueFrom(store, pod, variable, address)
      : expand(variable.value ?? '', variables);
    if (value !== undefined) variables.set(variable.name, value);
  }
  return variables;
}

/** Replaces `$(NAME)` where the variable is known; `$$(NAME)` stays as `$(NAME)`. */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$(\$|\(([^()]*)\))/g, (whole, dollar: string, name: string) =>
    dollar === '$' ? '$' : (variables.get(name) ?? whole),
  );
}

function valueFrom(
  store: ObjectStore,
  pod: KubeObject,
  { valueFrom: from }: Variable,
  address: string,
): string | undefined {
  if (from?.secretKeyRef) return keyOf(store, pod, 'secrets', from.secretKeyRef);
  if (from?.configMapKeyRef) return keyOf(store, pod, 'configmaps', from.configMapKeyRef);
  if (from?.fieldRef) return field(pod, from.fieldRef.fieldPath, address);
  const resource = from?.resourceFieldRef?.resource.replace(/^(limits|requests)\./, '') ?? '';
  return String(Math.ceil(podRequests(pod).get(resource) ?? 0));
}

function keyOf(
  store: ObjectStore,
  pod: KubeObject,
  resource: keyof typeof SOURCES,
  reference: KeyReference,
): string | undefined {
  const data = read(store, pod, resource, reference);
  const { kind, text } = SOURCES[resource];
  if (data && Object.hasOwn(data, reference.key)) return text(data[reference.key]!);
  if (reference.optional) return undefined;
  throw new ContainerConfigError(
    `couldn't find key ${reference.key} in ${kind} ${pod.metadata.namespace}/${reference.name}`,
  );
}

function read(
  store: ObjectStore,
  { metadata }: KubeObject,
  resource: keyof typeof SOURCES,
  { name, optional }: { name: string; optional?: boolean },
): Readonly<Record<string, string>> | undefined {
  const object = store.get(resource, metadata.namespace, name);
  if (object) return object.data ?? {};
  if (optional) return undefined;
  throw new ContainerConfigError(`${SOURCES[resource].kind.toLowerCase()} "${name}" not found`);
}

function field(pod: KubeObject, path: string, address: string): string {
  const [, list, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? [];
  if (list) return pod.metadata[list as 'labels' | 'annotations']?.[key!] ?? '';
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
    'metadata.uid': pod.metadata.uid,
    'spec.nodeName': pod.spec.nodeName,
    'spec.serviceAccountName': pod.spec.serviceAccountName,
    'status.podIP': address,
    'status.hostIP': pod.status?.hostIP,
  };
  return fields[path] ?? '';
}
