import { kubectl } from '../../lib/command/command.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type KubernetesObject, list } from '../../lib/kubernetes/objects.ts';
import { forwarded } from '../../lib/kubernetes/port-forward.ts';
import { serviceAddress } from '../../lib/kubernetes/service.ts';
import { type Session, shownLine } from '../../lib/session/session.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { unmet } from '../doctor/label-selector.ts';
import { serverAddress } from '../model-server/exposure.ts';
import { SERVER_PORT } from '../tutorial/names.ts';
import type { Subject } from './subject.ts';

/**
 * `host:port` of the server, through a Service that leads to its pods and to no others.
 * @throws RunbookError WAIT_FAILED without one
 */
export async function addressOf(subject: Subject, pod: KubernetesObject, session: Session): Promise<string> {
  const { namespace, deployment, own } = subject;
  if (own) return waitFor(serverAddress(session), session);
  const [services, pods] = await Promise.all([
    list({ resource: 'service', namespace }, session, session.signal),
    list({ resource: 'pods', namespace }, session, session.signal),
  ]);
  const serves = portOf(subject.arguments);
  const ways = waysTo(serves, pod, services, pods);
  const way = ways.find(({ others }) => others.length === 0);
  if (way) {
    const { metadata, status } = way.service;
    const at = { name: metadata.name, namespace, port: way.port };
    return waitFor(status?.loadBalancer?.ingress ? serviceAddress(at) : forwarded(at), session);
  }
  const [shared] = ways;
  const name = `--name=${deployment}-calibration`;
  throw new RunbookError(
    'WAIT_FAILED',
    shared
      ? `Service ${shared.service.metadata.name} also selects pods that do not belong to Deployment ${deployment}`
      : `No Service targets port ${serves} of the pods of Deployment ${deployment}`,
    {
      evidence: shared?.others ?? services.map(({ metadata }) => `service/${metadata.name}`),
      remedy: shownLine(session, kubectl`expose deployment ${deployment} ${name} --port=${serves} -n ${namespace}`),
    },
  );
}

/** A port of a Service that leads to a pod, and the other pods that it leads to. */
interface Way {
  readonly service: KubernetesObject;
  readonly port: number;
  readonly others: readonly string[];
}

/** @param pods of the namespace */
export function waysTo(
  serves: number,
  pod: KubernetesObject,
  services: readonly KubernetesObject[],
  pods: readonly KubernetesObject[],
): readonly Way[] {
  return services.flatMap((service) => {
    const port = selects(service, pod) ? portTo(serves, service, pod) : undefined;
    if (port === undefined) return [];
    const all = pods.filter((one) => selects(service, one)).map(({ metadata }) => metadata.name);
    return [{ service, port, others: all.filter((name) => name !== pod.metadata.name) }];
  });
}

/** vLLM's --port. */
const portOf = (words: string): number => Number(/--port[= ](\d+)/.exec(words)?.[1]) || SERVER_PORT;

/** A Service without a selector has no pods of its own. */
function selects({ spec: { selector } }: KubernetesObject, pod: KubernetesObject): boolean {
  return selector !== undefined && unmet({ matchLabels: selector }, pod.metadata.labels).length === 0;
}

interface ServicePort {
  readonly port: number;
  /** A number, or the name of a container's port. */
  readonly targetPort?: number | string;
}

interface Container {
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
}

/** The port of a Service that leads to a port of the pod. */
function portTo(serves: number, { spec }: KubernetesObject, pod: KubernetesObject): number | undefined {
  const named = (pod.spec.containers as readonly Container[]).flatMap(({ ports = [] }) => ports);
  const leads = ({ port, targetPort = port }: ServicePort): boolean =>
    targetPort === serves || named.some(({ name, containerPort }) => name === targetPort && containerPort === serves);
  return (spec.ports as readonly ServicePort[]).find(leads)?.port;
}
