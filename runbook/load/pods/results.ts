import { kubectl } from '../../../lib/command/command.ts';
import { commandFailed } from '../../../lib/command/execute.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { mergeResults, type Result, readJsonReport, type Setup } from '../../../lib/load/report/index.ts';
import type { Session } from '../../../lib/session/session.ts';

/** The pods of the Job, by the label that Kubernetes sets. */
export const OF_JOB = 'batch.kubernetes.io/job-name=load';

interface Of {
  readonly namespace: string;
  readonly pods: number;
}

/** One result of all pods, from the last lines of their logs. @throws RunbookError LOAD_INPUT when one is missing */
export async function resultOf(
  { namespace, pods }: Of,
  session: Session,
): Promise<{ readonly result: Result; readonly setup: Setup }> {
  // By default, kubectl reads the logs of at most five pods at a time.
  const command = kubectl`logs -l ${OF_JOB} -n ${namespace} --tail=-1 --max-log-requests=${pods}`;
  const execution = await session.ask(command);
  if (execution.exitCode !== 0) throw commandFailed(session.complete(command), execution);
  return merged(execution.stdout, pods);
}

/** @param text the logs of all pods */
export function merged(text: string, pods: number): { readonly result: Result; readonly setup: Setup } {
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  const read = lines.map((line, n) => readJsonReport(line, `the log of pod ${n}`));
  // The first pod has the seed that was asked for.
  const [first, ...others] = read.sort((a, b) => a.setup.seed - b.setup.seed);
  if (!first || lines.length !== pods)
    throw new RunbookError('LOAD_INPUT', `${lines.length} of ${pods} pods printed a result`, {
      remedy: 'Run the load again.',
    });
  const { setup } = first;
  const results = [first.result, ...others.map(({ result }) => result)] as const;
  const whole = mergeResults(results);
  const bottleneck = startedApart(results) ?? whole.client.bottleneck;
  return {
    result: { ...whole, client: { ...whole.client, bottleneck } },
    setup: { ...setup, traffic: `${setup.traffic}, ${pods} pods` },
  };
}

/** Pods whose starts differ by more than this share of the load are less than the load that was asked for. */
const MAX_APART = 0.1;

/** Why the pods did not send together; undefined when they did. */
function startedApart(results: readonly Result[]): string | undefined {
  const starts = results.map(({ startedAt }) => startedAt / 1000);
  const apart = Math.max(...starts) - Math.min(...starts);
  const shortest = Math.min(...results.map(({ seconds }) => seconds));
  return apart > MAX_APART * shortest
    ? `the pods did not send at the same time: they started up to ${apart.toFixed(0)} s apart, and each sent for ${shortest.toFixed(0)} s`
    : undefined;
}
