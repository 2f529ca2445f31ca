import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { TPU_SHAPES } from '../../../../runbook/tutorial/names.ts';
import { TOPOLOGY } from '../../../../workshop/drills/list/wrong-topology.ts';
import { CONTAINER, inPointer, patchServer } from '../../../../workshop/drills/world/changes.ts';
import type { OtherWay } from '../other-way.ts';

const SPEC = '/spec/template/spec';

export const wrongTopology: OtherWay = {
  what: 'a node affinity in place of the selector',
  actions: function* (context) {
    const { topology } = TPU_SHAPES[context.config.MACHINE_TYPE];
    const matchExpressions = [{ key: TOPOLOGY, operator: 'In', values: [topology] }];
    const nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    };
    yield run(
      patchServer(
        context,
        { op: 'remove', path: `${SPEC}/nodeSelector/${inPointer(TOPOLOGY)}` },
        { op: 'add', path: `${SPEC}/affinity`, value: { nodeAffinity } },
      ),
    );
    yield* until(serverReady(context, 1, '90m'));
  },
  cheats: {
    'the pod runs on a node without a TPU': (context) => [
      run(
        patchServer(
          context,
          { op: 'remove', path: `${SPEC}/nodeSelector` },
          { op: 'remove', path: `${CONTAINER}/resources` },
        ),
      ),
    ],
  },
};
