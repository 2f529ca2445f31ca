import { RunbookError } from '../errors/runbook-error.ts';
import type { Session } from '../session/session.ts';

interface Catalogue {
  readonly active: readonly { readonly name: string }[];
  readonly catalogue: Readonly<Record<string, { readonly strikes: string; readonly seen: string }>>;
}

/**
 * Switch on a fault of the sandbox (`sandbox/data/faults.yaml`), and log its symptoms.
 * @throws RunbookError USAGE for an unknown fault or parameter, or on another target than the sandbox
 */
export async function switchOn(
  session: Session,
  name: string,
  parameters: Readonly<Record<string, string | number>>,
): Promise<void> {
  await control(session, 'PUT', `faults/${encodeURIComponent(name)}`, parameters);
  const { catalogue } = (await control(session, 'GET', 'faults')) as Catalogue;
  const { strikes, seen } = catalogue[name]!;
  session.log.write({ kind: 'warning', text: `Fault ${name} is on. It strikes ${strikes}.` });
  session.log.write({ kind: 'note', text: `You will see: ${seen}` });
}

/** Switch one fault off, or all of them. */
export async function switchOff(session: Session, name?: string): Promise<void> {
  await control(session, 'DELETE', name === undefined ? 'faults' : `faults/${encodeURIComponent(name)}`);
  session.log.write({ kind: 'note', text: name === undefined ? 'No fault is on.' : `Fault ${name} is off.` });
}

/** One request to the sandbox's control path. */
export async function control(session: Session, method: string, path: string, body?: object): Promise<unknown> {
  const { target, signal } = session;
  if (target.kind !== 'sandbox' || target.apiUrl === undefined) {
    throw new RunbookError('USAGE', 'Faults exist only on the sandbox, and TARGET is gke');
  }
  const response = await fetch(`${target.apiUrl}/_sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${await target.accessToken(signal)}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal,
  });
  const text = await response.text();
  if (response.ok) return text === '' ? undefined : JSON.parse(text);
  const { error } = JSON.parse(text) as { error: { message: string } };
  throw new RunbookError('USAGE', error.message, { remedy: 'npm run sandbox -- fault list' });
}
