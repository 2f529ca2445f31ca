import { kubectl } from '../../../../lib/command/command.ts';
import { hpaActive } from '../../../../lib/kubernetes/autoscaler.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { DEPLOYMENT, HPA } from '../../../../runbook/tutorial/names.ts';
import { PORT_NAME } from '../../../../workshop/drills/list/monitoring-port.ts';
import { CONTAINER, patchServer } from '../../../../workshop/drills/world/changes.ts';
import type { OtherWay } from '../other-way.ts';

export const monitoringPort: OtherWay = {
  what: 'the container gives its port the name',
  actions: function* (context) {
    yield run(patchServer(context, { op: 'add', path: `${CONTAINER}/ports/0/name`, value: PORT_NAME }));
    yield* until(serverReady(context, 1, '90m'));
    yield* until(hpaActive({ name: HPA, namespace: context.config.NAMESPACE }));
  },
  cheats: {
    'the autoscaler follows the CPU': function* ({ config: { NAMESPACE: namespace } }) {
      yield run(kubectl`delete hpa ${HPA} -n ${namespace}`);
      yield run(
        kubectl`autoscale deployment ${DEPLOYMENT} --name=${HPA} --min=1 --max=2 --cpu-percent=80 -n ${namespace}`,
      );
    },
  },
};
