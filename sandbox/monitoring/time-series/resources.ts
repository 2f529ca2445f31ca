/** Monitored resource types that the sandbox knows of, with their labels. */
const RESOURCES: Readonly<Record<string, readonly [displayName: string, labels: readonly string[]]>> = {
  prometheus_target: ['Prometheus Target', ['project_id', 'location', 'cluster', 'namespace', 'job', 'instance']],
  k8s_cluster: ['Kubernetes Cluster', ['project_id', 'location', 'cluster_name']],
  k8s_node: ['Kubernetes Node', ['project_id', 'location', 'cluster_name', 'node_name']],
  k8s_pod: ['Kubernetes Pod', ['project_id', 'location', 'cluster_name', 'namespace_name', 'pod_name']],
  k8s_container: [
    'Kubernetes Container',
    ['project_id', 'location', 'cluster_name', 'namespace_name', 'pod_name', 'container_name'],
  ],
};

/** The descriptors of a project's monitored resource types. */
export function resourceDescriptors(project: string): { readonly type: string }[] {
  return Object.entries(RESOURCES).map(([type, [displayName, labels]]) => ({
    name: `projects/${project}/monitoredResourceDescriptors/${type}`,
    type,
    displayName,
    labels: labels.map((key) => ({ key })),
  }));
}
