import { kubectl } from '../../../lib/command/command.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { type KubernetesObject, list } from '../../../lib/kubernetes/objects.ts';
import { containerStatuses } from '../../../lib/kubernetes/pods.ts';
import type { Session } from '../../../lib/session/session.ts';
import { OF_JOB } from './results.ts';

/** Of the end of a failed pod's log. */
const LAST_LINES = 5;

/** The pods that failed, with the end of their logs; undefined when none did, or when the session ended. */
export async function failureOf(namespace: string, session: Session): Promise<RunbookError | undefined> {
  if (session.signal.aborted) return undefined;
  const pods = await list({ resource: 'pods', selector: OF_JOB, namespace }, session, session.signal);
  const failed = pods.filter(({ status }) => status?.phase === 'Failed');
  if (failed.length === 0) return undefined;
  const evidence = await Promise.all(failed.map((pod) => lastWords(pod, namespace, session)));
  const names = failed.map(({ metadata }) => metadata.name).join(', ');
  return new RunbookError('WAIT_FAILED', `Job load failed: ${names}`, {
    evidence: evidence.flat(),
    remedy: 'Correct the cause above, and run the load again.',
  });
}

async function lastWords(pod: KubernetesObject, namespace: string, session: Session): Promise<readonly string[]> {
  const { name } = pod.metadata;
  const ended = containerStatuses(pod)[0]?.state?.terminated;
  // An evicted pod has no container left.
  const how = ended ? `${ended.reason}, exit code ${ended.exitCode}` : (pod.status.reason ?? 'no container status');
  const { stdout } = await session.ask(kubectl`logs ${name} -n ${namespace} --tail=${LAST_LINES}`);
  return [`${name}: ${how}`, ...stdout.split('\n').filter((line) => line.trim() !== '')];
}
