import { hash } from '../../../core/random.ts';
import type { KubeObject } from '../../object.ts';
import { same } from '../../store/json.ts';

export const HASH_LABEL = 'pod-template-hash';

/** `k8s.io/apimachinery/pkg/util/rand`: no vowels, so that no word is spelled. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** The hash that names the replica set of a template: FNV of its canonical JSON, written in rand's safe alphabet. */
export function templateHash(template: unknown, collisions: number): string {
  const number = hash(canonical(template) + (collisions > 0 ? `/${collisions}` : ''));
  return [...String(number)].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** Whether the replica set runs the deployment's template: they are equal but for the hash label. */
export function runsTemplate(set: KubeObject, deployment: KubeObject): boolean {
  return same(withoutHash(set.spec.template), withoutHash(deployment.spec.template));
}

// biome-ignore lint/suspicious/noExplicitAny: a PodTemplateSpec
function withoutHash(template: any): unknown {
  const { [HASH_LABEL]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
