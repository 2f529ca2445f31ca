import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import { DEPLOYMENT } from '../tutorial/names.ts';

/** Say which image the tag led to: `…@sha256:…` pins it. */
export function* noteImage({ config }: StepContext, pod: KubernetesObject | undefined): Actions & Generator {
  yield* perform('say which image runs', undefined, async ({ log }) => {
    log.write({ kind: 'note', text: `VLLM_IMAGE=${config.VLLM_IMAGE} runs as ${imageOf(pod)}.` });
  });
}

function imageOf(pod: KubernetesObject | undefined): string {
  const status = pod?.status?.containerStatuses?.find(({ name }: { name: string }) => name === DEPLOYMENT);
  return status?.imageID ?? 'an image that the kubelet does not name';
}
