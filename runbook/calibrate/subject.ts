import { kubectl } from '../../lib/command/command.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type KubernetesObject, list } from '../../lib/kubernetes/objects.ts';
import { forwarded } from '../../lib/kubernetes/port-forward.ts';
import { serviceAddress } from '../../lib/kubernetes/service.ts';
import { type Session, shownLine } from '../../lib/session/session.ts';
import { waitFor } from '../../lib/wait/wait.ts';
import { wordsOf } from '../doctor/arguments.ts';
import { formatSelector, unmet } from '../doctor/label-selector.ts';
import { serverAddress } from '../model-server/exposure.ts';
import { DEPLOYMENT, SERVER_PORT } from '../tutorial/names.ts';

/** The Deployment to calibrate, and how it is reached. */
export interface Subject {
  readonly namespace: string;
  readonly deployment: string;
  /** `app=vllm-tpu` */
  readonly selector: string;
  readonly replicas: number;
  /** `--max-num-seqs` of its command line. */
  readonly slots: number | undefined;
  readonly image: string;
  /** The words of its command line. */
  readonly arguments: string;
  /** The autoscaler that scales it. */
  readonly hpa: KubernetesObject | undefined;
  /** Whether it is the runbook's own. */
  readonly own: boolean;
}

/** @throws RunbookError WAIT_FAILED if the Deployment does not exist */
export async function subjectOf(name: string | undefined, session: Session): Promise<Subject> {
  const { NAMESPACE: namespace } = session.config;
  const deployment = name ?? DEPLOYMENT;
  const [found] = await list({ resource: 'deployment', name: deployment, namespace }, session, session.signal);
  if (!found)
    throw new RunbookError('WAIT_FAILED', `Deployment ${deployment} does not exist in namespace ${namespace}`, {
      remedy:
        name === undefined
          ? 'npm start -- --to 09 --keep'
          : shownLine(session, kubectl`get deployments -n ${namespace}`),
    });
  const words = wordsOf(found.spec.template.spec).map(({ text }) => text);
  const hpas = await list({ resource: 'hpa', namespace }, session, session.signal);
  return {
    namespace,
    deployment,
    selector: formatSelector(found.spec.selector),
    replicas: found.spec.replicas ?? 1,
    slots: Number(/--max[-_]num[-_]seqs[= ](\d+)/.exec(words.join(' '))?.[1]) || undefined,
    image: found.spec.template.spec.containers[0].image,
    arguments: words.join(' '),
    hpa: hpas.find(({ spec }) => spec.scaleTargetRef.name === deployment && spec.scaleTargetRef.kind === 'Deployment'),
    own: deployment === DEPLOYMENT,
  };
}

/** `host:port` of the server, through a Service that selects its pods. @throws RunbookError WAIT_FAILED without one */
export async function addressOf(subject: Subject, pod: KubernetesObject, session: Session): Promise<string> {
  const { namespace, own } = subject;
  if (own) return waitFor(serverAddress(session), session);
  const services = await list({ resource: 'service', namespace }, session, session.signal);
  // A Service without a selector has no pods of its own.
  const selects = ({ spec: { selector } }: KubernetesObject): boolean =>
    selector && unmet({ matchLabels: selector }, pod.metadata.labels).length === 0;
  const service = services.find(selects);
  if (!service)
    throw new RunbookError('WAIT_FAILED', `No Service selects the pods of Deployment ${subject.deployment}`, {
      remedy: shownLine(
        session,
        kubectl`expose deployment ${subject.deployment} --port=${SERVER_PORT} -n ${namespace}`,
      ),
    });
  const at = { name: service.metadata.name, namespace, port: service.spec.ports[0].port as number };
  return waitFor(service.status?.loadBalancer?.ingress ? serviceAddress(at) : forwarded(at), session);
}
