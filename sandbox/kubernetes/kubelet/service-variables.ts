import type { KubeObject, ObjectStore } from '../object.ts';

/** Docker-link style variables of the services that a pod sees: those of its namespace, and `kubernetes`. */
export function serviceVariables(store: ObjectStore, pod: KubeObject): Map<string, string> {
  const variables = new Map<string, string>();
  const api = store.get('services', 'default', 'kubernetes');
  const linked =
    pod.spec.enableServiceLinks === false ? [] : store.list('services', { namespace: pod.metadata.namespace });
  for (const service of new Set([...(api ? [api] : []), ...linked])) addService(variables, service);
  return variables;
}

function addService(variables: Map<string, string>, { metadata, spec }: KubeObject): void {
  const address: string | undefined = spec.clusterIP;
  const [first] = spec.ports ?? [];
  if (!address || address === 'None' || !first) return;
  const prefix = metadata.name.toUpperCase().replaceAll('-', '_');
  variables.set(`${prefix}_SERVICE_HOST`, address);
  variables.set(`${prefix}_SERVICE_PORT`, String(first.port));
  variables.set(`${prefix}_PORT`, `${(first.protocol ?? 'TCP').toLowerCase()}://${address}:${first.port}`);
  for (const { name, port, protocol = 'TCP' } of spec.ports) {
    if (name) variables.set(`${prefix}_SERVICE_PORT_${name.toUpperCase().replaceAll('-', '_')}`, String(port));
    const link = `${prefix}_PORT_${port}_${protocol}`;
    variables.set(link, `${protocol.toLowerCase()}://${address}:${port}`);
    variables.set(`${link}_PROTO`, protocol.toLowerCase());
    variables.set(`${link}_PORT`, String(port));
    variables.set(`${link}_ADDR`, address);
  }
}
