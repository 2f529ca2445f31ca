import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { DEPLOYMENT } from '../../../../runbook/tutorial/names.ts';
import { LIMIT } from '../../../../workshop/drills/list/sidecar-oom.ts';
import { patchServer } from '../../../../workshop/drills/world/changes.ts';
import { restarted } from '../../../../workshop/drills/world/symptoms.ts';
import type { OtherWay } from '../other-way.ts';

const MOUNT_OPTIONS = '/spec/template/spec/volumes/2/csi/volumeAttributes/mountOptions';

export const sidecarOom: OtherWay = {
  what: 'a cache that is smaller than the limit',
  actions: function* (context) {
    yield run(
      patchServer(context, { op: 'replace', path: MOUNT_OPTIONS, value: 'implicit-dirs,file-cache:max-size-mb:2048' }),
    );
    yield* until(serverReady(context, 1, '90m'));
  },
  cheats: {
    'a higher limit, below the size of the weights': function* (context) {
      yield run(patchServer(context, { op: 'replace', path: LIMIT, value: '32Gi' }));
      yield* until(restarted(context, DEPLOYMENT, 1));
    },
  },
};
