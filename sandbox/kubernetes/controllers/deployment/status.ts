import type { KubeObject } from '../../object.ts';
import { parseTime, timestamp } from '../../time.ts';
import { type Condition, conditionOf, withCondition } from '../conditions.ts';
import { rolloutOf } from './rollout.ts';

interface DeploymentCondition extends Condition {
  readonly lastUpdateTime: string;
}

type Progress = Pick<DeploymentCondition, 'status' | 'reason' | 'message'>;

const sum = (sets: readonly KubeObject[], field: string): number =>
  sets.reduce((total, set) => total + (set.status?.[field] ?? 0), 0);

/** The deployment's status from its replica sets. @param next the one of the present template, if there is one. */
export function deploymentStatus(
  deployment: KubeObject,
  sets: readonly KubeObject[],
  next: KubeObject | undefined,
  now: number,
): KubeObject['status'] {
  const replicas = sum(sets, 'replicas');
  const available = sum(sets, 'availableReplicas');
  const status = {
    observedGeneration: deployment.metadata.generation,
    replicas,
    updatedReplicas: next?.status?.replicas ?? 0,
    readyReplicas: sum(sets, 'readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sets.reduce((total, set) => total + set.spec.replicas, 0) - available),
    ...(deployment.status?.collisionCount && { collisionCount: deployment.status.collisionCount }),
  };
  let conditions: DeploymentCondition[] = deployment.status?.conditions ?? [];
  const set = (type: string, { status, reason, message }: Progress): void => {
    const known = conditions.find((each) => each.type === type);
    const unchanged = known?.status === status && known.reason === reason && type !== 'Progressing';
    const lastUpdateTime = unchanged ? known.lastUpdateTime : timestamp(now);
    conditions = withCondition(conditions, { type, status, reason, message, lastUpdateTime }, now);
  };
  set('Available', availability(deployment, available));
  const progress = next && progressOf(deployment, status, next, now);
  if (progress) set('Progressing', progress);
  const failure = sets.map((each) => conditionOf(each, 'ReplicaFailure')).find((each) => each !== undefined);
  if (failure) set('ReplicaFailure', failure);
  else conditions = conditions.filter(({ type }) => type !== 'ReplicaFailure');
  const counts = Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0));
  return { ...counts, ...(conditions.length > 0 && { conditions }) };
}

function availability(deployment: KubeObject, available: number): Progress {
  const { desired, maxUnavailable } = rolloutOf(deployment);
  return available >= desired - maxUnavailable
    ? { status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : {
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

interface Counts {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
}

/** The new Progressing condition; undefined if the last one still applies. */
function progressOf(deployment: KubeObject, counts: Counts, next: KubeObject, now: number): Progress | undefined {
  const said = progressing(deployment);
  const settled = counts.replicas === counts.updatedReplicas && said?.reason === 'NewReplicaSetAvailable';
  if (deployment.spec.paused || settled) return undefined;
  const { name } = next.metadata;
  if (isComplete(deployment, counts)) {
    return {
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${name}" has successfully progressed.`,
    };
  }
  if (hasMoved(deployment.status ?? {}, counts)) {
    return { status: 'True', reason: 'ReplicaSetUpdated', message: `ReplicaSet "${name}" is progressing.` };
  }
  const deadline = progressDeadline(deployment);
  if (deadline === undefined || deadline > now || said?.reason === 'ProgressDeadlineExceeded') return undefined;
  return {
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: `ReplicaSet "${name}" has timed out progressing.`,
  };
}

export function progressing(deployment: KubeObject): DeploymentCondition | undefined {
  return conditionOf<DeploymentCondition>(deployment, 'Progressing');
}

/** Simulated ms since the epoch at which the rollout will have taken too long; undefined when it is done. */
export function progressDeadline(deployment: KubeObject): number | undefined {
  const said = progressing(deployment);
  const seconds: number = deployment.spec.progressDeadlineSeconds ?? 600;
  if (!said || said.reason === 'NewReplicaSetAvailable' || deployment.spec.paused) return undefined;
  return parseTime(said.lastUpdateTime) + seconds * 1000;
}

export function isComplete({ spec, status }: KubeObject, counts: Partial<Counts> = status ?? {}): boolean {
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = counts;
  return [updatedReplicas, replicas, availableReplicas].every((count) => count === spec.replicas);
}

function hasMoved(before: Partial<Counts>, after: Counts): boolean {
  const old = (before.replicas ?? 0) - (before.updatedReplicas ?? 0);
  return (
    after.updatedReplicas > (before.updatedReplicas ?? 0) ||
    after.replicas - after.updatedReplicas < old ||
    after.readyReplicas > (before.readyReplicas ?? 0) ||
    after.availableReplicas > (before.availableReplicas ?? 0)
  );
}
