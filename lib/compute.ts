import { RunbookError } from './errors.ts';
import { askGoogle } from './google-api.ts';
import type { Session } from './session.ts';

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
}

/** A Compute Engine list over all zones and regions. @throws RunbookError UNEXPECTED_ANSWER when it may not be seen */
export async function aggregated(
  session: Session,
  kind: 'instances' | 'disks' | 'forwardingRules',
): Promise<readonly ComputeItem[]> {
  type Answer = { items?: Record<string, Record<string, readonly ComputeItem[] | undefined>>; nextPageToken?: string };
  const items: ComputeItem[] = [];
  let page = '';
  do {
    const path = `projects/${session.config.PROJECT_ID}/aggregated/${kind}?pageToken=${encodeURIComponent(page)}`;
    const answer = await listed(askGoogle<Answer>('COMPUTE', path, session), kind);
    items.push(...Object.values(answer.items ?? {}).flatMap((scope) => scope[kind] ?? []));
    page = answer.nextPageToken ?? '';
  } while (page !== '');
  return items;
}

/** A list that one may not see proves nothing. */
export async function listed<T>(asking: Promise<T | undefined>, kind: string): Promise<T> {
  const answer = await asking;
  if (answer) return answer;
  throw new RunbookError('UNEXPECTED_ANSWER', `The ${kind} of the project cannot be listed, so nothing is proven`, {
    remedy: `Look for left-over ${kind} in the console, or ask for the permission to list them.`,
  });
}
