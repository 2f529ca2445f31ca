import { type Command, kubectl } from '../../lib/command/command.ts';
import { type Session, shownLine } from '../../lib/session/session.ts';
import type { Subject } from './chain.ts';
import { fieldOf } from './metric.ts';

/** The command as a person can copy it: one line, with context and namespace. */
export const typed = (session: Session, command: Command): string => shownLine(session, command);

/** A role is granted, and a reader is still refused. */
export const BINDING_IS_NEW = 'A new binding takes effect within a few minutes. Then: npm run doctor';

/** An object to change; no namespace for one of the cluster. */
export interface Changed {
  readonly resource: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** `kubectl patch` with a JSON merge patch. */
export function patch(session: Session, of: Changed, change: object): string {
  return patched(session, of, 'merge', change);
}

/** `kubectl patch` with a JSON patch, which can change one item of a list. */
export function jsonPatch(session: Session, of: Changed, operations: object): string {
  return patched(session, of, 'json', operations);
}

function patched(session: Session, { resource, name, ...of }: Changed, type: string, change: object): string {
  return typed(session, kubectl`patch ${resource} ${name} ${scope(of)} --type=${type} -p ${JSON.stringify(change)}`);
}

export function scope({ namespace }: Pick<Changed, 'namespace'>): readonly string[] {
  return namespace === undefined ? [] : ['-n', namespace];
}

/** Prints the newest lines of the collectors' log, which has the errors of scrapes and of the export. */
export function collectorLog(session: Session): string {
  return typed(session, kubectl`logs -n gmp-system -l app.kubernetes.io/name=collector -c prometheus --tail=20`);
}

/** Changes one field of the metric's source in the autoscaler: `metric/name`, `target/averageValue`. */
export function changeMetric(
  session: Session,
  { hpaName, namespace, metric: { index, type } }: Subject,
  field: string,
  value: string,
): string {
  const change = [{ op: 'replace', path: `/spec/metrics/${index}/${fieldOf(type)}/${field}`, value }];
  return jsonPatch(session, { resource: 'hpa', name: hpaName, namespace }, change);
}
