import { shell } from '../command/command.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { type Condition, failed, type Look, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { podEvidence } from './evidence.ts';
import { type KubernetesObject, kubernetes } from './objects.ts';

/** A Job that was applied is complete: all its pods succeeded. Without the Job, nobody completes it. */
export function jobComplete(
  { name, namespace }: { readonly name: string; readonly namespace: string },
  timeout: string,
): Condition<boolean> {
  return kubernetes({
    what: `job/${name} is complete`,
    placeholder: true,
    timeout: duration(timeout),
    shell: { words: shell`job_complete ${name} -n ${namespace}` },
    of: { resource: 'job', name, namespace },
    judge: ([job]) => judgeJob(name, job),
    evidence: podEvidence({ resource: 'pods', selector: `batch.kubernetes.io/job-name=${name}`, namespace }),
  });
}

export function judgeJob(name: string, job: KubernetesObject | undefined): Look<boolean> {
  if (!job)
    return failed(
      new RunbookError('WAIT_FAILED', `Job ${name} was deleted before it was complete`, {
        remedy: 'Run the command again to recreate the Job.',
      }),
    );
  const { conditions = [], succeeded = 0, active = 0 } = job.status ?? {};
  const ended = (conditions as { type: string; status: string; message?: string }[]).find(
    ({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'),
  );
  if (!ended) return pending(`${succeeded} of ${job.spec.completions} pods succeeded, ${active} running`);
  if (ended.type === 'Complete') return met(true, `${succeeded} pods succeeded`);
  const evidence = ended.message ? [ended.message] : [];
  return failed(
    new RunbookError('WAIT_FAILED', `Job ${name} failed`, {
      evidence,
      remedy: `kubectl logs job/${name} -n ${job.metadata.namespace}`,
    }),
  );
}
