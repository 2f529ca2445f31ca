import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { condition } from '../../lib/kubernetes/pods.ts';
import { servedModels } from '../../lib/load/model-server.ts';
import { usage } from '../../lib/runner/flags.ts';
import type { Session } from '../../lib/session/session.ts';
import { monitoringsOf } from '../doctor/chain.ts';
import { selects } from '../doctor/exposure.ts';
import type { CalibrateOptions } from './options.ts';
import { type Scrape, scrape } from './scrape.ts';
import type { Subject } from './subject.ts';

/** A server that is fit for a ladder. */
export interface Setup {
  readonly model: string;
  readonly before: Scrape;
}

/** Tokens of the longest prompt, and of the longest answer as a multiple of the mean. */
const PROMPT = 24;
const LONGEST_ANSWER = 1.5;

/** Requests that others send would count as ours. */
const QUIET = 0;

/**
 * @param outputTokens the mean length of an answer
 * @throws RunbookError UNEXPECTED_ANSWER, NOT_DONE, USAGE with what is wrong
 */
export async function checked(
  subject: Pick<Subject, 'own'>,
  address: string,
  outputTokens: number,
  session: Session,
): Promise<Setup> {
  const { log, config } = session;
  const before = await scrape(address, session);
  const busy = before.running + before.waiting;
  if (busy > QUIET)
    throw new RunbookError('NOT_DONE', `Other clients are using the server: it already has ${busy} requests`, {
      evidence: [`running ${before.running}`, `waiting ${before.waiting}`],
      remedy: subject.own
        ? 'Stop the load: npx tsx runbook/10-load.ts --undo'
        : 'Stop the other clients, then run it again.',
    });
  const served = await servedModels(address, session);
  const models = served.map(({ id }) => id);
  const model = subject.own && models.includes(config.MODEL) ? config.MODEL : models[0]!;
  const most = served.find(({ id }) => id === model)?.max_model_len ?? Number.POSITIVE_INFINITY;
  const longest = LONGEST_ANSWER * outputTokens + PROMPT;
  if (longest > most)
    throw usage(
      `--output-tokens ${outputTokens}: a request has up to ${Math.ceil(longest)} tokens, but ${model} takes ${most} (--max-model-len). Use at most ${Math.floor((most - PROMPT) / LONGEST_ANSWER)}`,
    );
  if (models.length > 1)
    log.write({
      kind: 'warning',
      text: `The server has ${models.length} models (${models.join(', ')}). The ladder uses ${model}; the autoscaler's metrics count all.`,
    });
  return { model, before };
}

/** That nothing collects the metrics of the pods, from which an autoscaler would get none. */
export async function monitoringWarning(
  { namespace, deployment, own }: Subject,
  pod: KubernetesObject,
  session: Session,
): Promise<string | undefined> {
  const monitorings = (await monitoringsOf(namespace, session)) ?? [];
  if (monitorings.some((one) => selects(one, pod))) return undefined;
  const next = own
    ? 'Run npx tsx runbook/09-pod-monitoring.ts'
    : `After you apply the manifest, run npm run doctor -- --namespace ${namespace}`;
  return `No PodMonitoring selects the pods of Deployment ${deployment}, so an autoscaler gets no metrics from them. ${next}`;
}

/** Above this share, the prompts repeat or have a common beginning. */
const MOST_HITS = 0.05;

/** What the prefix cache spared since an earlier look, as a warning. */
export function prefixWarning(before: Scrape, after: Scrape): string | undefined {
  const share = (after.prefixHits - before.prefixHits) / (after.prefixQueries - before.prefixQueries);
  return share > MOST_HITS
    ? `The prefix cache spared ${Math.round(share * 100)} % of the prompt tokens. With real prompts, the server is slower.`
    : undefined;
}

/** Seconds from the creation of a pod to its readiness. */
export function startOf(pod: KubernetesObject): number | undefined {
  const ready = condition(pod, 'Ready') as { lastTransitionTime?: string } | undefined;
  const from = Date.parse(pod.metadata.creationTimestamp ?? '');
  const to = Date.parse(ready?.lastTransitionTime ?? '');
  return to > from ? (to - from) / 1000 : undefined;
}

/** The cold start of the next replica: given, or that of the pod. */
export function coldStart({ coldStart: given }: CalibrateOptions, pod: KubernetesObject) {
  const seen = startOf(pod);
  if (given !== undefined) return { ready: given, source: 'given: --cold-start' };
  if (seen !== undefined) return { ready: seen, source: `measured: pod ${pod.metadata.name}, with its download` };
  return { ready: ASSUMED_START, source: 'assumed' };
}

/** A pod without a Ready condition: some 8 minutes on GKE with the weights in the bucket. */
const ASSUMED_START = 480;
