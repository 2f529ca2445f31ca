import { gcloud } from '../../../../lib/command/command.ts';
import { aggregated } from '../../../../lib/google/compute.ts';
import { perform, run } from '../../../../lib/step/actions.ts';
import type { OtherWay } from '../other-way.ts';

export const leftoverLoadBalancer: OtherWay = {
  what: 'all rules of the region in one command',
  actions: function* () {
    const rules = yield* perform('list', [], (session) => aggregated(session, 'forwardingRules'));
    yield run(gcloud`compute forwarding-rules delete ${rules.map(({ name }) => name)} --region=us-east5 --quiet`);
  },
};
