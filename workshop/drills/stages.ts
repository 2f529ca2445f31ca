import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder, sandboxFolder } from '../../lib/config/folders.ts';
import type { Log } from '../../lib/log/entry.ts';
import { connect } from '../../lib/runner/run.ts';
import { runStep } from '../../lib/runner/runner.ts';
import { Disposer } from '../../lib/session/disposer.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Step } from '../../lib/step/step.ts';
import * as runbook from '../../runbook/steps.ts';
import type { Stage } from './drill.ts';
import { savedStates, snapshot, stopSandbox } from './sandbox.ts';

/** The steps that each stage adds to the one before. */
const STEPS: Readonly<Record<Stage, readonly Step[]>> = {
  empty: [],
  cluster: [runbook.cluster, runbook.credentials, runbook.secret, runbook.bucket, runbook.serviceAccount],
  serving: [runbook.modelServer],
  scaling: [runbook.metricsAdapter, runbook.podMonitoring, runbook.autoscaler],
};
const ORDER = Object.keys(STEPS) as readonly Stage[];

/** All steps that are done at a stage. */
export function stepsOf(stage: Stage): readonly Step[] {
  return ORDER.slice(0, ORDER.indexOf(stage) + 1).flatMap((one) => STEPS[one]);
}

/** The name of a stage's saved state. Another configuration makes another world. */
export function stateOf(stage: Stage, { config }: Pick<Session, 'config'>): string {
  // Secrets print as [secret].
  const digest = createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 8);
  return `stage-${stage}-${digest}`;
}

/**
 * Makes the saved state of a stage, and of those before it, unless it is there. The walk runs on a sandbox beside the
 * learner's, which stays as it is.
 */
export async function prepareStage(stage: Stage, session: Session): Promise<string> {
  const { environment, signal } = session;
  const name = stateOf(stage, session);
  if ((await savedStates(environment, signal)).includes(name)) return name;
  session.log.write({ kind: 'note', text: `Preparing stage ${stage}: once, and later starts take a second.` });
  const home = await mkdtemp(join(tmpdir(), 'drill-stage-'));
  const beside = { ...environment, SANDBOX_HOME: home };
  try {
    await walk(stage, session, beside);
  } finally {
    await stopSandbox(beside).finally(() => rm(home, { recursive: true, force: true }));
  }
  return name;
}

/** The steps alone: the drill is about other commands. */
const brief = (log: Log): Log => ({
  write: (entry, by) => {
    if (entry.kind === 'step' || entry.kind === 'step-done') log.write(entry, by);
  },
});

async function walk(last: Stage, session: Session, beside: NodeJS.ProcessEnv): Promise<void> {
  const { config, signal } = session;
  const log = brief(session.log);
  const opened = new Disposer();
  const to = join(sandboxFolder(session.environment), 'snapshots');
  await makeFolder(to);
  try {
    const own = await connect(config, beside, log, signal, opened);
    for (const stage of ORDER.slice(0, ORDER.indexOf(last) + 1)) {
      for (const step of STEPS[stage]) await runStep(step, own);
      const name = stateOf(stage, session);
      await snapshot('save', name, beside, signal);
      await copyFile(join(sandboxFolder(beside), 'snapshots', `${name}.snapshot`), join(to, `${name}.snapshot`));
    }
  } finally {
    await opened.dispose();
  }
}
