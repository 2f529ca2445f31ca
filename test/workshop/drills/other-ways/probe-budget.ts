import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { DEPLOYMENT } from '../../../../runbook/tutorial/names.ts';
import { CONTAINER, patchServer } from '../../../../workshop/drills/world/changes.ts';
import { restarted } from '../../../../workshop/drills/world/symptoms.ts';
import type { OtherWay } from '../other-way.ts';

export const probeBudget: OtherWay = {
  what: 'the liveness probe begins after an hour',
  actions: function* (context) {
    yield run(patchServer(context, { op: 'add', path: `${CONTAINER}/livenessProbe/initialDelaySeconds`, value: 3600 }));
    yield* until(serverReady(context, 1, '90m'));
  },
  cheats: {
    'the pod counts as ready while it loads': function* (context) {
      yield run(patchServer(context, { op: 'remove', path: `${CONTAINER}/readinessProbe` }));
      yield* until(restarted(context, DEPLOYMENT, 1));
    },
  },
};
