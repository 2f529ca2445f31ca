import { type Command, kubectl } from '../../lib/command/command.ts';
import { type Session, shownLine } from '../../lib/session/session.ts';
import type { Subject } from './chain.ts';

/** The command as a person can copy it: one line, with context and namespace. */
export const typed = (session: Session, command: Command): string => shownLine(session, command);

/** `kubectl patch` with a JSON merge patch. */
export function patch(
  session: Session,
  { resource, name, namespace }: { resource: string; name: string; namespace?: string | undefined },
  change: object,
): string {
  const scope = namespace === undefined ? [] : ['-n', namespace];
  return typed(session, kubectl`patch ${resource} ${name} ${scope} --type=merge -p ${JSON.stringify(change)}`);
}

/** `kubectl patch` with a JSON patch, which can change one item of a list. */
export function jsonPatch(
  session: Session,
  { resource, name, namespace }: { resource: string; name: string; namespace?: string | undefined },
  operations: object,
): string {
  const scope = namespace === undefined ? [] : ['-n', namespace];
  return typed(session, kubectl`patch ${resource} ${name} ${scope} --type=json -p ${JSON.stringify(operations)}`);
}

/** Changes one field of the metric's source in the autoscaler: `metric/name`, `target/averageValue`. */
export function changeMetric(
  session: Session,
  { hpaName, namespace, metric: { index, type } }: Subject,
  field: string,
  value: string,
): string {
  const source = type.charAt(0).toLowerCase() + type.slice(1);
  const change = [{ op: 'replace', path: `/spec/metrics/${index}/${source}/${field}`, value }];
  return jsonPatch(session, { resource: 'hpa', name: hpaName, namespace }, change);
}
