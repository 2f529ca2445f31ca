// biome-ignore lint/suspicious/noExplicitAny: a PodSpec
export function qosClass(spec: any): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const asks = (kind: 'limits' | 'requests', name: string): string[] =>
    containers.map(({ resources }) => resources?.[kind]?.[name]);
  const all = ['cpu', 'memory'].flatMap((name) => [...asks('limits', name), ...asks('requests', name)]);
  if (all.every((quantity) => quantity === undefined)) return 'BestEffort';
  const guaranteed = ['cpu', 'memory'].every((name) => {
    const requests = asks('requests', name);
    return asks('limits', name).every((limit, index) => limit !== undefined && (requests[index] ?? limit) === limit);
  });
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
