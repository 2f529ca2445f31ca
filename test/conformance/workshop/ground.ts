import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../lib/config/index.ts';
import { drive, perform } from '../../../lib/runner/perform.ts';
import { connect } from '../../../lib/runner/run.ts';
import { undoStep } from '../../../lib/runner/runner.ts';
import { Disposer } from '../../../lib/session/disposer.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Actions } from '../../../lib/step/step.ts';
import { load } from '../../../runbook/10-load.ts';
import { stop } from '../../../sandbox/control/process.ts';
import { restoreSnapshot, saveSnapshot } from '../../../sandbox/control/snapshots.ts';
import { stateFolder } from '../../../sandbox/core/folder.ts';
import type { Drill, Stage } from '../../../workshop/drills/drill.ts';
import { breakIt, putLoad } from '../../../workshop/drills/engine.ts';
import { switchOn } from '../../../workshop/drills/sandbox.ts';
import { stateOf } from '../../../workshop/drills/stages.ts';
import { QUICK } from '../runbook/durations.ts';
import { takeStages } from './stage-cache.ts';

/** A sandbox of its own on which drills start in a second. */
export interface Ground {
  /** Restores the drill's stage and breaks it; the second time it restores the broken world. */
  broken(drill: Drill): Promise<Session>;
  /** Restores a stage. */
  stage(stage: Stage): Promise<Session>;
  act(actions: Actions): Promise<void>;
  readonly session: Session;
  clear(): Promise<void>;
}

export async function ground(): Promise<Ground> {
  const home = await mkdtemp(join(tmpdir(), 'drill-ground-'));
  const scenario = join(home, 'scenario.yaml');
  await writeFile(scenario, JSON.stringify({ durations: QUICK }));
  const { PATH, HOME, LANG } = process.env;
  // The sandbox is started in this process' environment, and a load keeps its record in the run folder.
  Object.assign(process.env, { SANDBOX_SCENARIO: scenario, RUNBOOK_HOME: home });
  const environment = { PATH, HOME, LANG, SANDBOX_HOME: home, SANDBOX_SCENARIO: scenario };
  const folder = stateFolder({ SANDBOX_HOME: home });
  const config = loadConfig({ environment: {}, target: 'sandbox' });
  const { signal } = new AbortController();
  let opened = new Disposer();
  const open = (): Promise<Session> => connect(config, environment, { write: () => undefined }, signal, opened);
  let session = await open();
  await takeStages(session, home);
  const made = new Set<string>();
  const restored = async (name: string): Promise<Session> => {
    await opened.dispose();
    opened = new Disposer();
    await restoreSnapshot(folder, name);
    session = await open();
    return session;
  };
  return {
    get session() {
      return session;
    },
    stage: (stage) => restored(stateOf(stage, session)),
    async broken(drill) {
      const again = made.has(drill.id);
      await restored(again ? drill.id : stateOf(drill.stage, session));
      if (again) {
        if (drill.load) await putLoad(session);
        return session;
      }
      for (const fault of drill.faults) await switchOn(session, fault);
      await breakIt(drill, session);
      await saveSnapshot(folder, drill.id);
      made.add(drill.id);
      return session;
    },
    act: (actions) => drive(actions, (action) => perform(action, session)),
    async clear() {
      await undoStep(load, session);
      await opened.dispose();
      await stop(folder);
      await rm(home, { recursive: true, force: true });
    },
  };
}
