import { shell } from '../../lib/command/command.ts';
import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import { perform } from '../../lib/step/actions.ts';
import type { Actions, StepContext } from '../../lib/step/step.ts';
import { APP_SELECTOR, DEPLOYMENT } from '../tutorial/names.ts';

/** Reports the digest of the image (`…@sha256:…`), which pins the version. */
export function* noteImage({ config }: StepContext, pod: KubernetesObject | undefined): Actions & Generator {
  const path = '{.items[*].status.containerStatuses[*].imageID}{"\\n"}';
  const look = shell`kubectl get pods -l ${APP_SELECTOR} -n ${config.NAMESPACE} -o jsonpath=${path}`;
  yield* perform(
    'report the digest of the image',
    undefined,
    async ({ log }) => log.write({ kind: 'note', text: `Image of VLLM_IMAGE=${config.VLLM_IMAGE}: ${imageOf(pod)}` }),
    { kind: 'run', commands: [look] },
  );
}

function imageOf(pod: KubernetesObject | undefined): string {
  const status = pod?.status?.containerStatuses?.find(({ name }: { name: string }) => name === DEPLOYMENT);
  return status?.imageID ?? 'unknown digest';
}
