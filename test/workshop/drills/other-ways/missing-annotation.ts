import { apply, run, until } from '../../../../lib/step/actions.ts';
import { parameters } from '../../../../runbook/model-server/parameters.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { manifest } from '../../../../runbook/tutorial/manifests.ts';
import { patchServer } from '../../../../workshop/drills/world/changes.ts';
import type { OtherWay } from '../other-way.ts';

export const missingAnnotation: OtherWay = {
  what: 'the manifest of the runbook is applied again',
  actions: function* (context) {
    const { config } = context;
    yield apply(manifest('vllm-llama3-70b.yaml'), { namespace: config.NAMESPACE, parameters: parameters(config) });
    yield* until(serverReady(context, 1, '90m'));
  },
  cheats: {
    'the weights are downloaded into the memory of the node': function* (context) {
      const volume = { name: 'gcs-fuse-csi-ephemeral', emptyDir: { medium: 'Memory' } };
      yield run(patchServer(context, { op: 'replace', path: '/spec/template/spec/volumes/2', value: volume }));
      yield* until(serverReady(context, 1, '90m'));
    },
  },
};
