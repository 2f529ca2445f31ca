import type { PrometheusTarget } from '../../../monitoring/monitoring.ts';
import type { CloudProvider } from '../../cloud.ts';
import type { KubeObject } from '../../object.ts';
import { controllerOf, hasEnded } from '../pods.ts';
import type { Endpoint } from './endpoints.ts';

/** One pod's port that is scraped. */
export interface Target {
  readonly pod: KubeObject;
  readonly port: number;
  /** The labels of the monitored resource. */
  readonly resource: PrometheusTarget;
  /** The labels that are added to every series of the target. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A PodMonitoring's target pods and their labels. */
export interface TargetRules {
  readonly job: string;
  readonly metadata: readonly string[];
  readonly fromPod: readonly { readonly from: string; readonly to?: string }[];
  readonly filterRunning: boolean;
}

/** The targets that an endpoint has in the pods that the selector matches. */
export function targetsOf(
  endpoint: Endpoint,
  pods: readonly KubeObject[],
  rules: TargetRules,
  cloud: CloudProvider,
): readonly Target[] {
  const targets: Target[] = [];
  for (const pod of pods) {
    // The collector on a pod's node discovers the pod when it has an address.
    if (!pod.spec.nodeName || !pod.status?.podIP || (rules.filterRunning && hasEnded(pod))) continue;
    for (const { port, container } of portsOf(endpoint.port, pod)) {
      const instance = controllerOf(pod)?.kind === 'DaemonSet' ? pod.spec.nodeName : pod.metadata.name;
      const resource = {
        project_id: cloud.project,
        location: cloud.location,
        cluster: cloud.cluster,
        namespace: pod.metadata.namespace!,
        job: rules.job,
        instance: `${instance}:${endpoint.port}`,
      };
      targets.push({ pod, port, resource, labels: labelsOf(pod, container, rules) });
    }
  }
  return targets;
}

/** A number is scraped whether declared or not, and names no container, because containers may share it. */
function portsOf(port: number | string, pod: KubeObject): readonly { port: number; container?: string }[] {
  if (typeof port === 'number') return [{ port }];
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  // biome-ignore lint/suspicious/noExplicitAny: containers of a PodSpec
  return containers.flatMap(({ name, ports = [] }: any) =>
    ports
      // biome-ignore lint/suspicious/noExplicitAny: ports of a container
      .filter((declared: any) => declared.name === port)
      // biome-ignore lint/suspicious/noExplicitAny: ports of a container
      .map(({ containerPort }: any) => ({ port: containerPort, container: name })),
  );
}

function labelsOf(pod: KubeObject, container: string | undefined, rules: TargetRules): Record<string, string> {
  const controller = topLevelController(pod);
  const metadata: Readonly<Record<string, string | undefined>> = {
    container,
    node: pod.spec.nodeName,
    pod: pod.metadata.name,
    top_level_controller_name: controller?.name,
    top_level_controller_type: controller?.kind,
  };
  const labels: Record<string, string> = {};
  for (const name of rules.metadata) if (metadata[name]) labels[name] = metadata[name];
  for (const { from, to = from } of rules.fromPod) {
    const value = pod.metadata.labels?.[from];
    if (value) labels[to] = value;
  }
  return labels;
}

/** The Deployment behind a ReplicaSet and the CronJob behind a Job, told from the names alone as the collectors do. */
function topLevelController(pod: KubeObject): { kind: string; name: string } | undefined {
  const controller = controllerOf(pod);
  if (!controller) return undefined;
  const { kind, name } = controller;
  if (kind === 'ReplicaSet' && pod.metadata.labels?.['pod-template-hash'] !== undefined) {
    const deployment = /^(.+)-[a-z0-9]+$/.exec(name)?.[1];
    if (deployment) return { kind: 'Deployment', name: deployment };
  }
  const cronJob = kind === 'Job' ? /^(.+)-\d{8}$/.exec(name)?.[1] : undefined;
  return cronJob ? { kind: 'CronJob', name: cronJob } : { kind, name };
}
