import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../lib/config/index.ts';
import { connect } from '../../../lib/runner/run.ts';
import { Disposer } from '../../../lib/session/disposer.ts';
import type { Session } from '../../../lib/session/session.ts';
import { QUICK } from '../runbook/durations.ts';
import { takeStages } from './stage-cache.ts';

type Variables = Readonly<Record<string, string>>;

/** A learner with a sandbox and a run folder of their own. The stages are there. */
export interface Learner {
  readonly environment: NodeJS.ProcessEnv;
  /** A session for one command: a start or a reset restarts the sandbox. */
  with<T>(act: (session: Session) => Promise<T>, variables?: Variables): Promise<T>;
  clear(): Promise<void>;
}

export async function learner(): Promise<Learner> {
  const home = await mkdtemp(join(tmpdir(), 'drill-learner-'));
  const scenario = join(home, 'scenario.yaml');
  await writeFile(scenario, JSON.stringify({ durations: QUICK }));
  const { PATH, HOME, LANG } = process.env;
  process.env.RUNBOOK_HOME = home;
  const environment = { PATH, HOME, LANG, SANDBOX_HOME: home, SANDBOX_SCENARIO: scenario };
  const within: Learner['with'] = async (act, variables = {}) => {
    const opened = new Disposer();
    try {
      const config = loadConfig({ environment: variables, target: 'sandbox' });
      const { signal } = new AbortController();
      return await act(await connect(config, environment, { write: () => undefined }, signal, opened));
    } finally {
      await opened.dispose();
    }
  };
  await within((session) => takeStages(session, home));
  return {
    environment,
    with: within,
    clear: async () => {
      await within(({ target }) => target.close({ stop: true }));
      await rm(home, { recursive: true, force: true });
    },
  };
}
