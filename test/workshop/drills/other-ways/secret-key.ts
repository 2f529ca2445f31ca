import { kubectl, withSecret } from '../../../../lib/command/command.ts';
import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { DEPLOYMENT } from '../../../../runbook/tutorial/names.ts';
import { CONTAINER, patchServer } from '../../../../workshop/drills/world/changes.ts';
import { restarted } from '../../../../workshop/drills/world/symptoms.ts';
import type { OtherWay } from '../other-way.ts';

export const secretKey: OtherWay = {
  what: 'the Secret is created again with the key that the Deployment wants',
  actions: function* (context) {
    const { HF_TOKEN, NAMESPACE } = context.config;
    const create = kubectl`create secret generic hf-secret --from-file=hf_api_token=/dev/stdin -n ${NAMESPACE}`;
    yield run(kubectl`delete secret hf-secret -n ${NAMESPACE}`);
    yield run(withSecret(create, 'HF_TOKEN', HF_TOKEN));
    yield* until(serverReady(context, 1, '90m'));
  },
  cheats: {
    'the key is optional, so that the container starts without a token': function* (context) {
      const path = `${CONTAINER}/env/0/valueFrom/secretKeyRef/optional`;
      yield run(patchServer(context, { op: 'add', path, value: true }));
      yield* until(restarted(context, DEPLOYMENT, 1));
    },
  },
};
