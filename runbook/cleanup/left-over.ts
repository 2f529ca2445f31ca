import { commandLine, gcloud, quoted } from '../../lib/command/command.ts';
import type { Config } from '../../lib/config/index.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Item } from '../../lib/ownership/inventory.ts';

const CLEANUP = 'npx tsx runbook/99-cleanup.ts';

type Remedies = Partial<Readonly<Record<Item['kind'], (item: Item, config: Config) => string>>>;

/** The command that deletes a resource. The cleanup itself deletes the kinds that are missing here. */
const REMEDIES: Remedies = {
  cluster: ({ name, location = '' }, { CLUSTER_NAME }) =>
    name === CLUSTER_NAME
      ? CLEANUP
      : `CLUSTER_NAME=${quoted(name)} CONTROL_PLANE_LOCATION=${quoted(location)} ${CLEANUP}`,
  'load balancer': ({ name, location }, { PROJECT_ID }) =>
    commandLine(gcloud`compute forwarding-rules delete ${name} --region=${location} --project=${PROJECT_ID}`),
  bucket: ({ name, learner }) =>
    learner === undefined ? `GSBUCKET=${quoted(name)} ${CLEANUP}` : `LEARNER=${quoted(learner)} ${CLEANUP}`,
  'IAM binding': ({ role, member }, { PROJECT_ID }) =>
    commandLine(
      gcloud`projects remove-iam-policy-binding ${PROJECT_ID} --role=${role} --member=${member} --condition=None`,
    ),
};

export const remedyOf = (item: Item, config: Config): string => REMEDIES[item.kind]?.(item, config) ?? CLEANUP;

/** `load balancer a3fb… (another owner)`, `bucket b (kept: KEEP_BUCKET=on)`. */
export function line({ kind, name, owner, learner }: Item): string {
  if (owner === 'ours') return `${kind} ${name}`;
  if (owner === 'kept') return `${kind} ${name} (kept: ${KEPT_BY[kind]})`;
  return `${kind} ${name} (${learner === undefined ? `${owner} owner` : `learner ${learner}`})`;
}

/** The variable that keeps a resource. */
const KEPT_BY: Partial<Readonly<Record<Item['kind'], string>>> = {
  bucket: 'KEEP_BUCKET=on',
  cluster: 'CLUSTER=existing',
};

/** The lines of an inventory; after the cleanup, with the delete command of resources that the cleanup keeps. */
export function shown(items: readonly Item[], config: Config, when: 'before' | 'after'): readonly string[] {
  const lines = items.flatMap((item) => {
    const hint = when === 'after' ? whoDeletes(item) : undefined;
    return hint === undefined ? [line(item)] : [line(item), `  ${hint}: ${remedyOf(item, config)}`];
  });
  return lines.length > 0 ? lines : ['nothing'];
}

function whoDeletes({ kind, owner, learner }: Item): string | undefined {
  if (learner !== undefined && owner === 'another') return `learner ${learner} deletes it with`;
  // Clusters with the same namespace and service account names share a principal.
  if (kind === 'IAM binding') return 'if no other cluster uses it, delete it with';
  return owner === 'unknown' && kind !== 'load balancer' ? 'if it is yours, delete it with' : undefined;
}

/** The billed resources that certainly belong to this run. */
export function leftOver(items: readonly Item[]): readonly Item[] {
  return items.filter(({ billed, owner }) => billed && owner === 'ours');
}

/** `7 resources to delete`. */
export const toDelete = ({ length }: readonly Item[]): string =>
  length === 1 ? '1 resource to delete' : `${length} resources to delete`;

/** @throws RunbookError LEFT_OVER with the command that deletes each resource */
export function prove(items: readonly Item[], config: Config): void {
  const left = leftOver(items);
  if (left.length === 0) return;
  const [count, are] = left.length === 1 ? ['1 billable resource', 'is'] : [`${left.length} billable resources`, 'are'];
  const remedies = [...new Set(left.map((item) => remedyOf(item, config)))];
  throw new RunbookError('LEFT_OVER', `${count} ${are} left: ${left.map(line).join(', ')}`, {
    remedy: remedies.join('\n    '),
  });
}
