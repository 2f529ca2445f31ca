import { shell, type Words } from '../command/command.ts';
import type { Speaker } from '../diagnosis/index.ts';
import { RunbookError } from '../errors/runbook-error.ts';
import { type Condition, failed, type Look, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { type KubernetesObject, kubernetes, type Selection } from './objects.ts';
import { condition, containerStatuses, lastEnd, type Moment } from './pods.ts';

/** Loaded when a wait stalls, since most waits end before. */
const podEvidence =
  (of: Selection & { readonly namespace: string }, log?: Speaker): Condition['evidence'] =>
  async (session, signal, since) =>
    (await import('./evidence.ts')).podEvidence(of, log)(session, signal, since);

/** The warnings of a namespace, while a condition is waited for. */
export const warningsIn = (namespace: string): NonNullable<Condition['warnings']> =>
  async function* (session, signal, since) {
    yield* (await import('./warnings.ts')).warnings(namespace, session, signal, since);
  };

/**
 * An object of this name exists. The value is the object.
 * @example
 * done: ({ config }) => [exists({ resource: 'namespace', name: config.NAMESPACE })],
 */
export function exists(of: Selection & { readonly name: string }): Condition<KubernetesObject> {
  return kubernetes({
    what: `${of.resource}/${of.name} exists`,
    placeholder: { kind: '', metadata: { name: of.name, uid: '' } },
    timeout: duration('5m'),
    shell: { words: shell`kubectl get ${of.resource} ${of.name} ${inNamespace(of)}` },
    of,
    judge: ([object]) => (object ? met(object) : pending(`${of.resource}/${of.name} not found`)),
  });
}

/** A key such as `example.com/name` in a JSON path of kubectl. */
export const inPath = (key: string): string => key.replaceAll('.', '\\.');

const inNamespace = ({ namespace }: Pick<Selection, 'namespace'>): Words => (namespace ? ['-n', namespace] : []);

/** An annotation of the object has this value. */
export function annotated(of: Selection & { readonly name: string }, key: string, value: string): Condition<boolean> {
  return kubernetes({
    what: `${of.resource}/${of.name} has annotation ${key}=${value}`,
    placeholder: true,
    timeout: duration('1m'),
    shell: {
      words: shell`prints ${value} kubectl get ${of.resource} ${of.name} ${inNamespace(of)} --ignore-not-found -o jsonpath={.metadata.annotations.${inPath(key)}}`,
    },
    of,
    judge: ([object]) => (object?.metadata.annotations?.[key] === value ? met(true) : pending('not annotated')),
  });
}

/**
 * A Deployment has at least `ready` ready replicas of its current generation. The value is their number.
 * @param timeout a duration. @param log the source of its pods' logs
 * @example
 * yield* until(deploymentReady({ resource: 'deployment', name: 'vllm', namespace }, 2, '60m'));
 */
export function deploymentReady(
  of: Selection & { readonly name: string; readonly namespace: string },
  ready = 1,
  timeout = '10m',
  log: Speaker = 'log',
): Condition<number> {
  return kubernetes({
    what: `deployment/${of.name} has ${ready} ready ${ready === 1 ? 'replica' : 'replicas'}`,
    placeholder: ready,
    timeout: duration(timeout),
    shell: { words: shell`deployment_ready ${ready} deployment/${of.name} -n ${of.namespace}` },
    of,
    judge: ([deployment]) => {
      if (!deployment) return pending(`deployment/${of.name} not found`);
      const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, readyReplicas = 0 } = deployment.status ?? {};
      if (observedGeneration < (deployment.metadata.generation ?? 0)) return pending('not observed by its controller');
      if (deployment.spec?.replicas === 0 && ready > 0) return scaledToZero(deployment);
      if (updatedReplicas < replicas) return pending(`${updatedReplicas} of ${replicas} updated`);
      return readyReplicas >= ready ? met(readyReplicas) : pending(`${readyReplicas} of ${ready} ready`);
    },
    evidence: podEvidence({ resource: 'pods', namespace: of.namespace }, log),
    warnings: warningsIn(of.namespace),
  });
}

/** The Deployment wants pods. A Deployment that is scaled to 0 fails the wait, since no pod will come. */
export function deploymentWanted(
  of: Selection & { readonly name: string; readonly namespace: string },
): Condition<number> {
  return kubernetes({
    what: `deployment/${of.name} wants at least 1 replica`,
    placeholder: 1,
    timeout: duration('1m'),
    shell: {
      words: shell`at_least 1 kubectl get deployment/${of.name} -n ${of.namespace} -o jsonpath={.spec.replicas}`,
    },
    of,
    judge: ([deployment]) => {
      if (!deployment) return pending(`deployment/${of.name} not found`);
      const { replicas = 1 } = deployment.spec ?? {};
      return replicas > 0 ? met(replicas) : scaledToZero(deployment);
    },
  });
}

function scaledToZero(deployment: KubernetesObject): Look<never> {
  const { name } = deployment.metadata;
  const message = `Deployment ${name} is scaled to 0 replicas`;
  const remedy = `kubectl scale deployment/${name} --replicas=1${namespaceFlag(deployment)}`;
  return failed(new RunbookError('SCALED_TO_ZERO', message, { remedy }));
}

/** A stage of a pod's start. */
export type PodStage = 'started' | 'ready';

const STAGE: Readonly<
  Record<
    PodStage,
    {
      readonly state: string;
      readonly reached: (pod: KubernetesObject) => boolean;
      /** A word that kubectl prints for each pod at this path. */
      readonly shown: { readonly word: string; readonly path: string };
    }
  >
> = {
  started: {
    state: 'running',
    reached: (pod) => pod.status?.phase === 'Running',
    shown: { word: 'Running', path: '.status.phase' },
  },
  ready: {
    state: 'ready',
    reached: (pod) => condition(pod, 'Ready')?.status === 'True',
    shown: { word: 'True', path: '.status.conditions[?(@.type=="Ready")].status' },
  },
};

/**
 * `count` pods are running or ready. The value is those pods. Fails early on errors that do not resolve by themselves.
 * @example
 * yield* until(podsReached('ready', { resource: 'pods', selector: 'app=vllm', namespace }, { timeout: '60m' }));
 */
export function podsReached(
  stage: PodStage,
  of: Selection & { readonly namespace: string },
  { count = 1, timeout = '20m' }: { readonly count?: number; readonly timeout?: string } = {},
): Condition<readonly KubernetesObject[]> {
  const { state, reached, shown } = STAGE[stage];
  const pods = count === 1 ? `pod of ${of.selector} is` : `${count} pods of ${of.selector} are`;
  return kubernetes({
    what: `${pods} ${state}`,
    placeholder: [],
    timeout: duration(timeout),
    shell: {
      words: shell`pods_reached ${count} ${shown.word} ${shown.path} ${of.selector === undefined ? [] : ['-l', of.selector]} -n ${of.namespace}`,
    },
    of,
    judge: (all, moment) => {
      const living = all.filter(({ metadata }) => !metadata.deletionTimestamp);
      const there = living.filter(reached);
      if (there.length >= count) return met(there);
      return (
        living.map((pod) => lost(pod, moment)).find((look) => look !== undefined) ??
        pending(living.map(stageOf).join('; ') || 'no pods')
      );
    },
    evidence: podEvidence(of),
    warnings: warningsIn(of.namespace),
  });
}

/** Crashes before a wait gives up: a pending IAM grant resolves by itself, a wrong token does not. */
const CRASHES = 3;

/** Fails for a container that crashed often enough, again since the wait began, and is not running. */
export function lost(pod: KubernetesObject, moment: Moment): Look<never> | undefined {
  const crashing = containerStatuses(pod).find(
    (status) => status.restartCount >= CRASHES && !status.state?.running && lastEnd(status, moment),
  );
  if (!crashing) return undefined;
  return failed(
    new RunbookError('WAIT_FAILED', `Container ${crashing.name} of pod ${pod.metadata.name} keeps crashing`, {
      evidence: [`restarted ${crashing.restartCount} times`, crashing.state?.waiting?.message ?? ''].filter(
        (line) => line !== '',
      ),
      remedy: `kubectl logs ${pod.metadata.name} -c ${crashing.name}${namespaceFlag(pod)} --previous`,
    }),
  );
}

const namespaceFlag = ({ metadata }: KubernetesObject): string =>
  metadata.namespace ? ` -n ${metadata.namespace}` : '';

/** The stage of a pod on its way to ready, in a few words. */
export function stageOf(pod: KubernetesObject): string {
  const scheduled = condition(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return `not scheduled: ${shorten(scheduled.message ?? scheduled.reason ?? '')}`;
  const waiting = containerStatuses(pod).find(({ state }) => state?.waiting)?.state?.waiting;
  if (waiting) return waiting.message ? `${waiting.reason}: ${shorten(waiting.message)}` : waiting.reason;
  return pod.status?.phase === 'Running' ? 'running, not ready' : (pod.status?.phase ?? 'unknown').toLowerCase();
}

const shorten = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);

/** An aggregated API is available. */
export function apiServiceAvailable(name: string, behind: { readonly namespace: string }): Condition<boolean> {
  return kubernetes({
    what: `API ${name} is available`,
    placeholder: true,
    timeout: duration('10m'),
    shell: { words: shell`kubectl wait apiservice/${name} --for=condition=Available --timeout=30s` },
    of: { resource: 'apiservice', name },
    judge: ([service]) => {
      const available = service ? condition(service, 'Available') : undefined;
      return available?.status === 'True' ? met(true) : pending(available?.message ?? 'not registered');
    },
    speaker: 'metrics api',
    evidence: podEvidence({ resource: 'pods', namespace: behind.namespace }, 'adapter log'),
    warnings: warningsIn(behind.namespace),
  });
}
