import { hash } from '../../../core/random.ts';
import type { KubeObject } from '../../object.ts';

export const HASH_LABEL = 'pod-template-hash';

/** `k8s.io/apimachinery/pkg/util/rand`: no vowels, so that no word is spelled. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** The hash that names the replica set of a template: FNV of its canonical JSON, written in rand's safe alphabet. */
export function templateHash(template: unknown, collisions: number): string {
  const number = hash(canonical(template) + (collisions > 0 ? `/${collisions}` : ''));
  return [...String(number)].map((digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('');
}

/** Sorted by key, without empty values: clients that decode an object send `null`s and empty structs back with it. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isObject(each)
      ? Object.fromEntries(
          Object.entries(each)
            .filter(([, item]) => says(item))
            .sort(byKey),
        )
      : each,
  );
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const says = (value: unknown): boolean =>
  value !== null && !(isObject(value) && Object.values(value).every((each) => !says(each)));

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** Whether the replica set runs the deployment's template: they are equal but for the hash label. */
export function runsTemplate(set: KubeObject, deployment: KubeObject): boolean {
  return canonical(withoutHash(set.spec.template)) === canonical(withoutHash(deployment.spec.template));
}

// biome-ignore lint/suspicious/noExplicitAny: a PodTemplateSpec
function withoutHash(template: any): unknown {
  const { [HASH_LABEL]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
