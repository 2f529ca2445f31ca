import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import { DEPLOYMENT } from '../tutorial/names.ts';

/** Reports the digest of the image (`…@sha256:…`), which pins the version. */
export function* noteImage({ config }: StepContext, pod: KubernetesObject | undefined): Actions & Generator {
  yield* perform('report the digest of the image', undefined, async ({ log }) => {
    log.write({ kind: 'note', text: `Image of VLLM_IMAGE=${config.VLLM_IMAGE}: ${imageOf(pod)}` });
  });
}

function imageOf(pod: KubernetesObject | undefined): string {
  const status = pod?.status?.containerStatuses?.find(({ name }: { name: string }) => name === DEPLOYMENT);
  return status?.imageID ?? 'unknown digest';
}
