import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import { type KubernetesObject, kubernetes, type Selection } from './objects.ts';

/** The label that everything this runbook makes carries, and that cleanup goes by. */
export const MANAGED_BY = { label: 'app.kubernetes.io/managed-by', value: 'vllm-tpu-runbook' } as const;

/** As a selector, and as what `kubectl label` sets. */
export const OURS = `${MANAGED_BY.label}=${MANAGED_BY.value}`;

/** An object of that name that this runbook made. */
export function isOurs(of: Selection & { readonly name: string }): Condition<boolean> {
  return kubernetes({
    what: `${of.resource}/${of.name} is managed by ${MANAGED_BY.value}`,
    placeholder: true,
    timeout: duration('1m'),
    of,
    judge: ([object]) =>
      object?.metadata.labels?.[MANAGED_BY.label] === MANAGED_BY.value ? met(true) : pending('it is not'),
  });
}

/** An object of that name was created by a command of this runbook, whether it was labelled then or not. */
export function createdHere(of: Selection & { readonly name: string }): Condition<boolean> {
  return kubernetes({
    what: `${of.resource}/${of.name} was created by ${MANAGED_BY.value}`,
    placeholder: true,
    timeout: duration('1m'),
    of: { ...of, managers: true },
    judge: ([object]) => (object && isCreatedHere(object) ? met(true) : pending('it was not')),
  });
}

/** An object of that name is there, and has the label if this runbook created it. */
export function isComplete(of: Selection & { readonly name: string }): Condition<boolean> {
  return kubernetes({
    what: `${of.resource}/${of.name} exists`,
    placeholder: true,
    timeout: duration('1m'),
    of: { ...of, managers: true },
    judge: ([object]) => {
      if (!object) return pending(`there is no ${of.resource}/${of.name}`);
      const labelled = object.metadata.labels?.[MANAGED_BY.label] === MANAGED_BY.value;
      return labelled || !isCreatedHere(object) ? met(true) : pending('it is not labelled yet');
    },
  });
}

function isCreatedHere({ metadata }: KubernetesObject): boolean {
  return metadata.managedFields?.some(({ manager }) => manager === MANAGED_BY.value) ?? false;
}

/** There is an object of that name, and this runbook did not make it. */
export function isForeign(of: Selection & { readonly name: string }): Condition<boolean> {
  return kubernetes({
    what: `${of.resource}/${of.name} is somebody else's`,
    placeholder: false,
    timeout: duration('1m'),
    of,
    judge: ([object]) =>
      object && object.metadata.labels?.[MANAGED_BY.label] !== MANAGED_BY.value ? met(true) : pending('it is not'),
  });
}
