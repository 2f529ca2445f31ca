import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../lib/config/index.ts';
import type { LogEntry } from '../../lib/log/entry.ts';
import { switchOff, switchOn } from '../../lib/notebook/faults.ts';
import { connect } from '../../lib/runner/run.ts';
import type { Session } from '../../lib/session.ts';

/** A sandbox of its own, and sessions on it. */
export interface Place {
  /** What the sessions have said. */
  readonly said: LogEntry[];
  session(variables?: Readonly<Record<string, string>>): Promise<Session>;
  fault(name: string, parameters?: Readonly<Record<string, string | number>>): Promise<void>;
  /** Switch all faults off. */
  mend(): Promise<void>;
  clear(): Promise<void>;
}

/** @param scenario what the sandbox starts with, such as `{ durations: { clusterCreate: '1s' } }` */
export async function place(scenario: object = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'runbook-place-'));
  const file = join(folder, 'scenario.yaml');
  await writeFile(file, JSON.stringify(scenario));
  const { PATH, HOME, LANG } = process.env;
  const environment = { PATH, HOME, LANG, SANDBOX_HOME: join(folder, '.sandbox'), SANDBOX_SCENARIO: file };
  const said: LogEntry[] = [];
  const open = new Map<string, Session>();
  const session = async (variables: Readonly<Record<string, string>> = {}): Promise<Session> => {
    const key = JSON.stringify(variables);
    const known = open.get(key);
    if (known) return known;
    const config = loadConfig({ environment: variables, target: 'sandbox' });
    const log = { write: (entry: LogEntry) => void said.push(entry) };
    const opened = await connect(config, { ...environment, ...variables }, log, new AbortController().signal);
    open.set(key, opened);
    return opened;
  };
  const first = await session();
  return {
    said,
    session,
    fault: (name, parameters = {}) => switchOn(first, name, parameters),
    mend: () => switchOff(first),
    clear: async () => {
      for (const each of [...open.values()].reverse()) {
        await each.cluster.close();
        await each.target.close({ stop: each === first });
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
