import type { Command } from '../../../lib/command/command.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { jobComplete } from '../../../lib/kubernetes/job.ts';
import { EXIT } from '../../../lib/runner/exit.ts';
import { whole } from '../../../lib/runner/flag-values.ts';
import { usage } from '../../../lib/runner/flags.ts';
import { commandOf, perform } from '../../../lib/runner/perform.ts';
import { withSession } from '../../../lib/runner/run.ts';
import { Disposer } from '../../../lib/session/disposer.ts';
import { type Session, shownLine } from '../../../lib/session/session.ts';
import { apply, type ManifestOptions, remove } from '../../../lib/step/actions.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { must } from '../../calibrate/must.ts';
import { manifest } from '../../tutorial/manifests.ts';
import { SERVER_PORT, SERVICE } from '../../tutorial/names.ts';
import type { Given } from '../command/flags.ts';
import { report } from '../command/outputs.ts';
import { mustServe, NEEDS } from '../command/places.ts';
import type { Plan } from '../command/run.ts';
import { replicaMeter } from '../replicas.ts';
import { podProgram } from './bundle.ts';
import { failureOf } from './failure.ts';
import type { Order } from './order.ts';
import { resultOf } from './results.ts';

/** Seconds for nodes, images and the end of the pods, beside the load. */
const BESIDE = 3600;
/** Real milliseconds to delete the Job, also after Ctrl-C. */
const LIMIT = 25_000;

/** A load from the pods of a Job in the server's cluster. @param again the command that repeats it @returns the exit code */
export async function onPods({ schedule }: Plan, given: Given, again: string): Promise<number> {
  const pods = whole('pods', given.pods!, 1);
  if ((schedule.users ?? pods) < pods)
    throw usage(`--pods: expected at most one pod a user (${schedule.users}), not ${pods}`);
  let measured = true;
  // Two loads would replace each other's Job. Simulated time waits for the pods, and not for this run.
  const options = {
    environment: process.env,
    stopTarget: false,
    acts: true,
    watches: true,
    resume: () => again,
    needs: NEEDS,
  };
  const code = await withSession(options, async (session) => {
    const { NAMESPACE: namespace, MODEL } = session.config;
    await mustServe(session);
    const program = await podProgram();
    await session.target.admit?.(program);
    const service = SERVICE.toUpperCase().replaceAll('-', '_');
    const order: Order = { given, pods, model: given.model ?? MODEL, service };
    const deadline = Math.ceil(schedule.seconds) + BESIDE;
    const parameters = { PROGRAM: program, PODS: pods, ORDER: JSON.stringify(order), DEADLINE: deadline };
    const job = { namespace, parameters };
    const held = new Disposer();
    try {
      // A command that was killed has left its Job.
      await perform(remove(LOAD_JOB, job), session);
      held.own('Job load', () => deleteJob(job, session));
      const replicas = await replicaMeter(session);
      await perform(apply(LOAD_JOB, job), session);
      await waitFor(jobComplete({ name: 'load', namespace }, `${deadline}s`), session).catch(async (error: unknown) => {
        throw (await failureOf(namespace, session)) ?? error;
      });
      const { result, setup } = await resultOf({ namespace, pods }, session);
      // A pod's variables hold an address; people know the Service.
      const url = `http://${SERVICE}.${namespace}:${SERVER_PORT}${new URL(setup.url).pathname}`;
      const about = { ...setup, url, replicas: await replicas() };
      measured = await report(given, { result, setup: about, intervals: [] }, session.log);
    } finally {
      for (const { code, message, cause } of await held.dispose()) {
        measured = false;
        const remedy = `To delete the Job: ${shownLine(session, deletion(job, session))}`;
        session.log.write({ kind: 'error', error: new RunbookError(code, message, { cause, remedy }) });
      }
    }
  });
  return code === EXIT.done && !measured ? EXIT.failed : code;
}

const LOAD_JOB = manifest('load-job.yaml');

function deleteJob(job: ManifestOptions, session: Session): Promise<void> {
  const command = deletion(job, session);
  session.log.write({ kind: 'command', line: shownLine(session, command) });
  return must(command, session, AbortSignal.timeout(LIMIT));
}

const deletion = (job: ManifestOptions, { config }: Session): Command => commandOf(remove(LOAD_JOB, job), config)!;
