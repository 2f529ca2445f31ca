import { gcloud, kubectl } from '../../../../lib/command/command.ts';
import { hpaActive } from '../../../../lib/kubernetes/autoscaler.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { ADAPTER, HPA, principal } from '../../../../runbook/tutorial/names.ts';
import type { OtherWay } from '../other-way.ts';

export const adapterRole: OtherWay = {
  what: 'a wider role, and a new pod of the adapter',
  actions: function* ({ config }) {
    const member = principal(config, ADAPTER.namespace, ADAPTER.name);
    yield run(
      gcloud`projects add-iam-policy-binding ${config.PROJECT_ID} --role=roles/monitoring.editor --member=${member} --condition=None`,
    );
    yield run(kubectl`rollout restart deployment ${ADAPTER.name} -n ${ADAPTER.namespace}`);
    yield* until(hpaActive({ name: HPA, namespace: config.NAMESPACE }));
  },
  cheats: {
    'the autoscaler is deleted': ({ config }) => [run(kubectl`delete hpa --all -n ${config.NAMESPACE}`)],
  },
};
