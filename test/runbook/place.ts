import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../lib/config/index.ts';
import { createClusterClient } from '../../lib/google/cluster-client.ts';
import type { LogEntry } from '../../lib/log/entry.ts';
import { createReport } from '../../lib/log/report.ts';
import { switchOff, switchOn } from '../../lib/notebook/faults.ts';
import { connect } from '../../lib/runner/run.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import { openSession, type Session } from '../../lib/session/session.ts';

/** A separate sandbox and sessions on it. */
export interface Place {
  /** The log entries of the sessions. */
  readonly said: LogEntry[];
  session(variables?: Readonly<Record<string, string>>): Session;
  fault(name: string, parameters?: Readonly<Record<string, string | number>>): Promise<void>;
  /** Switch off all faults. */
  mend(): Promise<void>;
  clear(): Promise<void>;
}

/** @param scenario of the sandbox, such as `{ durations: { clusterCreate: '1s' } }` */
export async function place(scenario: object = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'runbook-place-'));
  const file = join(folder, 'scenario.yaml');
  await writeFile(file, JSON.stringify(scenario));
  const { PATH, HOME, LANG } = process.env;
  const environment = { PATH, HOME, LANG, SANDBOX_HOME: join(folder, '.sandbox'), SANDBOX_SCENARIO: file };
  const said: LogEntry[] = [];
  const log = { write: (entry: LogEntry) => void said.push(entry) };
  const { signal } = new AbortController();
  const opened = new Disposer();
  const first = await connect(loadConfig({ environment: {}, target: 'sandbox' }), environment, log, signal, opened, {
    stopTarget: true,
  });
  const { target, metrics } = first;
  // All sessions share one target: an idle second target would hold simulated time at real time.
  const session = (variables: Readonly<Record<string, string>> = {}): Session => {
    const { PROJECT_NUMBER } = first.config;
    const config = { ...loadConfig({ environment: variables, target: 'sandbox' }), PROJECT_NUMBER };
    const report = createReport(target.kind, target.clock.now());
    const { PROJECT_ID, CONTROL_PLANE_LOCATION } = config;
    const cluster = createClusterClient(target, PROJECT_ID, CONTROL_PLANE_LOCATION, signal);
    return openSession({ config, environment, target, log, report, signal, metrics, cluster });
  };
  return {
    said,
    session,
    fault: (name, parameters = {}) => switchOn(first, name, parameters),
    mend: () => switchOff(first),
    clear: async () => {
      await opened.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
