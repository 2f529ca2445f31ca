import type { KubeObject, ObjectStore } from '../object.ts';
import type { ContainerContext, RunningContainer, Workload } from '../runtime.ts';

/** From the start of the process to its answer (ms); assumed. */
const TAKES = 1000;

/** The image registry.k8s.io/kubectl, of which only `scale deployment/NAME --replicas=N` is simulated. */
export function createKubectlWorkload(store: ObjectStore): Workload {
  return { start: (container) => start(container, store) };
}

/** Whether the words are a command that the workload simulates. */
export const isScale = (words: readonly string[]): boolean => scaleOf(words) !== undefined;

interface Scale {
  readonly deployment: string;
  readonly replicas: number;
  readonly namespace: string | undefined;
}

function scaleOf(words: readonly string[]): Scale | undefined {
  const line = words.join(' ');
  const deployment = /\bscale (?:.* )?deployments?(?:\.apps)?[/ ]([\w.-]+)/.exec(line)?.[1];
  const replicas = /--replicas[= ](\d+)/.exec(line)?.[1];
  const namespace = /(?:--namespace|-n)[= ]([\w-]+)/.exec(line)?.[1];
  return deployment === undefined || replicas === undefined
    ? undefined
    : { deployment, replicas: Number(replicas), namespace };
}

function start(container: ContainerContext, store: ObjectStore): RunningContainer {
  const { args, clock, pod, startedAt } = container;
  const { deployment: name, replicas, namespace = pod.metadata.namespace! } = scaleOf(args)!;
  const end = (line: string, code: number): void => {
    container.log(line);
    container.exit(code);
  };
  const act = (): void => end(...outcome());
  const outcome = (): readonly [line: string, code: number] => {
    const account = `system:serviceaccount:${pod.metadata.namespace}:${pod.spec.serviceAccountName ?? 'default'}`;
    for (const [verb, resource] of [
      ['get', 'deployments'],
      ['patch', 'deployments/scale'],
    ] as const) {
      if (may(store, pod, { verb, resource, name, namespace })) continue;
      const refused = `deployments.apps "${name}" is forbidden: User "${account}" cannot ${verb} resource "${resource}" in API group "apps" in the namespace "${namespace}"`;
      return [`Error from server (Forbidden): ${refused}`, 1];
    }
    if (!store.get('deployments', namespace, name))
      return [`Error from server (NotFound): deployments.apps "${name}" not found`, 1];
    store.modify('deployments', namespace, name, ({ spec }) => {
      spec.replicas = replicas;
    });
    return [`deployment.apps/${name} scaled`, 0];
  };
  const timer = clock.setTimeout(act, Math.max(0, startedAt + TAKES - clock.now()));
  return {
    listens: () => false,
    usage: () => ({ cpuMillicores: 10, memoryBytes: 2 ** 24 }),
    stop: () => timer.cancel(),
  };
}

interface Access {
  readonly verb: string;
  readonly resource: string;
  readonly name: string;
  readonly namespace: string;
}

/** By the Roles of the namespace that are bound to the pod's service account; ClusterRoles are not simulated. */
function may(store: ObjectStore, pod: KubeObject, { verb, resource, name, namespace }: Access): boolean {
  const account = pod.spec.serviceAccountName ?? 'default';
  const bound = store
    .list('rolebindings', { namespace })
    .filter(({ subjects = [] }) =>
      subjects.some(
        (one: KubeObject['metadata'] & { kind: string }) =>
          one.kind === 'ServiceAccount' && one.name === account && one.namespace === pod.metadata.namespace,
      ),
    );
  const rules: Rule[] = bound.flatMap(({ roleRef }) => store.get('roles', namespace, roleRef.name)?.rules ?? []);
  const holds = (list: readonly string[] | undefined, value: string): boolean =>
    list?.includes(value) === true || list?.includes('*') === true;
  return rules.some(
    ({ apiGroups, resources, verbs, resourceNames }) =>
      holds(apiGroups, 'apps') &&
      holds(resources, resource) &&
      holds(verbs, verb) &&
      (resourceNames === undefined || resourceNames.includes(name)),
  );
}

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resourceNames?: readonly string[];
}
