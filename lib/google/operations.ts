import type { Session } from '../session/session.ts';
import { askGoogle } from './api.ts';

/** The part of a long-running operation of the Container API that waits read (`projects.locations.operations`). */
export interface Operation {
  readonly name?: string;
  readonly operationType?: string;
  readonly status?: string;
  readonly targetLink?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly error?: { readonly details?: readonly { readonly metadata?: Readonly<Record<string, string>> }[] };
}

/** The operations on a cluster and its node pools, newest first. The API has no pages here. */
export async function operationsOn(
  cluster: string,
  session: Session,
  location: string = session.config.CONTROL_PLANE_LOCATION,
): Promise<readonly Operation[]> {
  const path = `v1/projects/${session.config.PROJECT_ID}/locations/${location}/operations`;
  const answer = await askGoogle<{ operations?: readonly Operation[] }>('CONTAINER', path, session);
  return (answer?.operations ?? [])
    .filter(({ targetLink = '' }) => `${targetLink}/`.includes(`/clusters/${cluster}/`))
    .sort((a, b) => (b.startTime ?? '').localeCompare(a.startTime ?? ''));
}

/** The operations that block others. */
export function underWay(operations: readonly Operation[]): readonly Operation[] {
  return operations.filter(({ status }) => status === 'PENDING' || status === 'RUNNING' || status === 'ABORTING');
}
