import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { kubectl } from '../command/command.ts';
import type { Action } from '../step/step.ts';
import { type Manifest, nameOf, rendered } from '../template/manifest.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import type { KubernetesObject } from './objects.ts';

/** The annotation in which kubectl apply keeps its input. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manifest, rendered with the current variables, equals the one applied last. */
export function applied(action: Action): Condition<boolean> {
  const manifest = action as Manifest;
  return {
    what: `${nameOf(manifest)} is applied with the current variables`,
    placeholder: true,
    timeout: duration('1m'),
    look: async (session, signal) => {
      const wanted = parseAllDocuments(await rendered(manifest)).map((document) => document.toJS() as KubernetesObject);
      const namespace = manifest.namespace ? ['-n', manifest.namespace] : [];
      const { stdout } = await session.ask(
        kubectl`get ${wanted.map(reference)} ${namespace} -o json --ignore-not-found`,
        signal,
      );
      const answer = stdout.trim() === '' ? { items: [] } : JSON.parse(stdout);
      const found: readonly KubernetesObject[] = answer.items ?? [answer];
      const changed = wanted.find((object) => !found.some((one) => isDeepStrictEqual(given(one), bare(object))));
      return changed ? pending(`${reference(changed)} is missing or outdated`) : met(true);
    },
  };
}

/** `deployment.v1.apps/vllm-tpu` */
function reference({ kind, apiVersion, metadata }: KubernetesObject): string {
  const [version, group] = (apiVersion as string).split('/').reverse();
  return `${kind.toLowerCase()}${group ? `.${version}.${group}` : ''}/${metadata.name}`;
}

function given({ metadata }: KubernetesObject): unknown {
  const text = metadata.annotations?.[LAST_APPLIED];
  return text === undefined ? undefined : bare(JSON.parse(text) as KubernetesObject);
}

/** The object without kubectl's additions: the namespace, and empty annotations. */
function bare(object: KubernetesObject): unknown {
  const { namespace: _, annotations, ...metadata } = object.metadata;
  const notes = annotations && Object.keys(annotations).length > 0 && { annotations };
  return { ...object, metadata: { ...metadata, ...notes } };
}
