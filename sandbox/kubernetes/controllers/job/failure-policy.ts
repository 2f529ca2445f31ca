import type { KubeObject } from '../../object.ts';

interface Rule {
  readonly action: 'Count' | 'FailIndex' | 'FailJob' | 'Ignore';
  readonly onExitCodes?: {
    readonly containerName?: string;
    readonly operator: 'In' | 'NotIn';
    readonly values: readonly number[];
  };
  readonly onPodConditions?: readonly { readonly type: string; readonly status?: string }[];
}

interface Ended {
  readonly name: string;
  readonly state?: { readonly terminated?: { readonly exitCode: number } };
}

/** What a job's podFailurePolicy says of a failed pod: pkg/controller/job/pod_failure_policy.go of Kubernetes. */
export interface Judgement {
  readonly action: Rule['action'];
  /** Of a job that fails by it. */
  readonly message: string;
}

const COUNTED: Judgement = { action: 'Count', message: '' };

export function judge(job: KubeObject, pod: KubeObject): Judgement {
  const rules: readonly Rule[] = job.spec.podFailurePolicy?.rules ?? [];
  for (const [index, rule] of rules.entries()) {
    const why = rule.onExitCodes ? byExitCode(rule.onExitCodes, pod) : byCondition(rule.onPodConditions ?? [], pod);
    if (why !== undefined)
      return { action: rule.action, message: `${why} matching ${rule.action} rule at index ${index}` };
  }
  return COUNTED;
}

function byExitCode(wanted: NonNullable<Rule['onExitCodes']>, { metadata, status }: KubeObject): string | undefined {
  const containers: readonly Ended[] = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const { name, state } of containers) {
    const code = state?.terminated?.exitCode;
    if (code === undefined || code === 0 || (wanted.containerName && wanted.containerName !== name)) continue;
    if (wanted.values.includes(code) === (wanted.operator === 'In'))
      return `Container ${name} for pod ${metadata.namespace}/${metadata.name} failed with exit code ${code}`;
  }
  return undefined;
}

function byCondition(
  wanted: NonNullable<Rule['onPodConditions']>,
  { metadata, status }: KubeObject,
): string | undefined {
  const conditions: readonly { type: string; status: string }[] = status?.conditions ?? [];
  const met = wanted.find(({ type, status: value = 'True' }) =>
    conditions.some((condition) => condition.type === type && condition.status === value),
  );
  return met && `Pod ${metadata.namespace}/${metadata.name} has condition ${met.type}`;
}
