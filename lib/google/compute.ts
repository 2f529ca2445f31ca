import type { Session } from '../session/session.ts';
import { pagesOf } from './api.ts';

export type Labels = Readonly<Record<string, string>>;

/** The fields of machines, disks and forwarding rules that the runbook looks at. */
export interface ComputeItem {
  readonly name: string;
  readonly creationTimestamp: string;
  readonly labels?: Labels;
  /** Of machines: a URL that ends with the type. */
  readonly machineType?: string;
  /** Of forwarding rules: JSON that names the Service. */
  readonly description?: string;
  /** Of forwarding rules: a URL that ends with the region. */
  readonly region?: string;
  /** Of target pools: URLs that end with the names of machines, some of which may be gone. */
  readonly instances?: readonly string[];
}

/** A Compute Engine list over all zones and regions. @throws RunbookError UNEXPECTED_ANSWER when it may not be seen */
export async function aggregated(
  session: Session,
  kind: 'instances' | 'disks' | 'forwardingRules' | 'targetPools',
): Promise<readonly ComputeItem[]> {
  type Answer = { items?: Record<string, Record<string, readonly ComputeItem[] | undefined>> };
  const items: ComputeItem[] = [];
  for await (const { items: scopes = {} } of pagesOf<Answer>(
    'COMPUTE',
    `projects/${session.config.PROJECT_ID}/aggregated/${kind}`,
    session,
  ))
    items.push(...Object.values(scopes).flatMap((scope) => scope[kind] ?? []));
  return items;
}
