import { gcloud } from '../../../../lib/command/command.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { principal } from '../../../../runbook/tutorial/names.ts';
import { patchServer } from '../../../../workshop/drills/world/changes.ts';
import { eventSays } from '../../../../workshop/drills/world/symptoms.ts';
import type { OtherWay } from '../other-way.ts';

const ATTRIBUTES = '/spec/template/spec/volumes/2/csi/volumeAttributes';

export const missingIam: OtherWay = {
  what: 'a wider role on the project',
  actions: function* (context) {
    const { config } = context;
    const member = principal(config, config.NAMESPACE, config.KSA_NAME);
    yield run(
      gcloud`projects add-iam-policy-binding ${config.PROJECT_ID} --role=roles/storage.admin --member=${member} --condition=None`,
    );
    yield* until(serverReady(context, 1, '90m'));
  },
  cheats: {
    'the driver does not check the access': function* (context) {
      yield run(patchServer(context, { op: 'add', path: `${ATTRIBUTES}/skipCSIBucketAccessCheck`, value: 'true' }));
      yield* until(eventSays(context, /the sidecar container failed with error/));
    },
  },
};
