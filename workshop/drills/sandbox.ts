import { control } from '../../lib/notebook/faults.ts';
import type { Session } from '../../lib/session/session.ts';
import { sandboxCli } from '../../lib/target/sandbox-cli.ts';
import type { Fault } from './drill.ts';

/** The names of the saved states of the environment's sandbox. */
export async function savedStates(environment: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<readonly string[]> {
  const list = ['snapshot', 'list', '--json'];
  const saved = await sandboxCli<readonly { readonly name: string }[]>(list, environment, { signal });
  return saved.map(({ name }) => name);
}

/** Save, restore or delete a state. A restore restarts the sandbox: open sessions are lost. */
export async function snapshot(
  verb: 'save' | 'restore' | 'delete',
  name: string,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> {
  await sandboxCli(['snapshot', verb, name, '--json'], environment, { signal });
}

/** No signal ends it: an interrupted command stops what it started. */
export async function stopSandbox(environment: NodeJS.ProcessEnv): Promise<void> {
  await sandboxCli(['stop', '--json'], environment);
}

export async function switchOn(session: Session, { name, parameters = {} }: Fault): Promise<void> {
  await control(session, 'PUT', `faults/${encodeURIComponent(name)}`, parameters);
}

export async function switchOff(session: Session, name: string): Promise<void> {
  await control(session, 'DELETE', `faults/${encodeURIComponent(name)}`);
}

/** The names of the faults that are on. */
export async function activeFaults(session: Session): Promise<ReadonlySet<string>> {
  const { active } = (await control(session, 'GET', 'faults')) as { active: readonly Fault[] };
  return new Set(active.map(({ name }) => name));
}
