import { run, until } from '../../../../lib/step/actions.ts';
import { serverReady } from '../../../../runbook/model-server/ready.ts';
import { DEPLOYMENT } from '../../../../runbook/tutorial/names.ts';
import { MODEL_ARGUMENT } from '../../../../workshop/drills/list/gated-model.ts';
import { patchServer } from '../../../../workshop/drills/world/changes.ts';
import { restarted } from '../../../../workshop/drills/world/symptoms.ts';
import type { OtherWay } from '../other-way.ts';

export const gatedModel: OtherWay = {
  what: 'another open model, with a name of its own',
  actions: function* (context) {
    yield run(
      patchServer(
        context,
        { op: 'replace', path: MODEL_ARGUMENT, value: '--model=Qwen/Qwen3-8B' },
        { op: 'add', path: `${MODEL_ARGUMENT.slice(0, -1)}-`, value: '--served-model-name=demo' },
      ),
    );
    yield* until(serverReady(context, 1, '90m'));
  },
  cheats: {
    'a smaller model of the same family': function* (context) {
      const value = '--model=meta-llama/Llama-3.1-8B-Instruct';
      yield run(patchServer(context, { op: 'replace', path: MODEL_ARGUMENT, value }));
      yield* until(restarted(context, DEPLOYMENT, 1));
    },
  },
};
