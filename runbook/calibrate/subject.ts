import { kubectl } from '../../lib/command/command.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { type KubernetesObject, list } from '../../lib/kubernetes/objects.ts';
import { hasLabel, OBJECT_LABEL } from '../../lib/ownership/label.ts';
import { type Session, shownLine } from '../../lib/session/session.ts';
import { type PodSpec, wordsOf } from '../doctor/arguments.ts';
import { formatSelector } from '../doctor/label-selector.ts';
import { DEPLOYMENT } from '../tutorial/names.ts';

/** The Deployment to calibrate. */
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
  /** Whether this runbook created it. */
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
  const server = serverOf(found.spec.template.spec.containers);
  const line = wordsOf({ containers: [server] })
    .map(({ text }) => text)
    .join(' ');
  const hpas = await list({ resource: 'hpa', namespace }, session, session.signal);
  return {
    namespace,
    deployment,
    selector: formatSelector(found.spec.selector),
    replicas: found.spec.replicas ?? 1,
    slots: Number(/--max[-_]num[-_]seqs[= ](\d+)/.exec(line)?.[1]) || undefined,
    image: server.image,
    arguments: line,
    hpa: hpas.find(({ spec }) => spec.scaleTargetRef.name === deployment && spec.scaleTargetRef.kind === 'Deployment'),
    own: deployment === DEPLOYMENT && hasLabel(found.metadata.labels, OBJECT_LABEL),
  };
}

type Container = PodSpec['containers'][number] & { readonly image: string };

/** A sidecar may stand before the server. */
function serverOf(containers: readonly Container[]): Container {
  const names = ({ image, command = [], args = [] }: Container): boolean =>
    [image, ...command, ...args].some((text) => /vllm/i.test(text));
  return containers.find(names) ?? containers[0]!;
}
