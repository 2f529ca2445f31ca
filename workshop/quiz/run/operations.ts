import { type Operation, operationsOn } from '../../../lib/google/operations.ts';
import type { Session } from '../../../lib/session/session.ts';

/** How long the newest successful operation of a type took (ms). @param target the end of its target's URL */
export async function operationTook(type: string, target: string, session: Session): Promise<number | undefined> {
  const operations = await operationsOn(session.config.CLUSTER_NAME, session);
  const found = operations.find(
    ({ operationType, targetLink = '', ...one }) =>
      operationType === type && targetLink.endsWith(`/${target}`) && succeeded(one),
  );
  return found && Date.parse(found.endTime!) - Date.parse(found.startTime!);
}

const succeeded = ({ status, error, endTime }: Operation): boolean =>
  status === 'DONE' && error === undefined && endTime !== undefined;
