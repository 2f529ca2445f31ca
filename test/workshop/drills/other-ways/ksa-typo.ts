import { gcloud, kubectl } from '../../../../lib/command/command.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { principal } from '../../../../runbook/tutorial/names.ts';
import type { OtherWay } from '../other-way.ts';

export const ksaTypo: OtherWay = {
  what: 'the service account that the Deployment names is created, with access to the bucket',
  actions: function* ({ config }) {
    const member = principal(config, config.NAMESPACE, 'vllm-kas');
    yield run(
      gcloud`storage buckets add-iam-policy-binding gs://${config.GSBUCKET} --member=${member} --role=roles/storage.objectUser`,
    );
    yield run(kubectl`create serviceaccount vllm-kas -n ${config.NAMESPACE}`);
    yield* until(serverReady({ config }, 1, '90m'));
  },
  cheats: {
    'the Deployment is scaled to zero': ({ config }) => [
      run(kubectl`scale deployment vllm-tpu --replicas=0 -n ${config.NAMESPACE}`),
    ],
  },
};
