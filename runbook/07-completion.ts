import { complete } from '../lib/load/model-server.ts';
import { script } from '../lib/runner/script.ts';
import { perform, until } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { serverAddress, serverReachable } from './model-server/exposure.ts';

export const completion = step({
  id: '07-completion',
  title: 'Request a completion from the model',
  section: '应用模型',
  needs: ['06-model-server'],
  readOnly: true,
  actions: function* ({ config }) {
    const address = yield* until(serverAddress({ config }));
    const key = config.VLLM_API_KEY ? ' -H "Authorization: Bearer $VLLM_API_KEY"' : '';
    const request = { model: config.MODEL, prompt: 'San Francisco is a', max_tokens: 7, temperature: 0 };
    yield* perform(
      `curl http://${address}/v1/completions${key} -d '${JSON.stringify(request)}'`,
      undefined,
      async (session) => {
        const answer = await complete(address, request, session);
        session.report.fact('completion', answer);
        const text = JSON.stringify(answer, (_, value: unknown) => value ?? undefined, 2);
        session.log.write({ kind: 'output', text, whole: true });
      },
    );
  },
  done: serverReachable,
});

script(import.meta, completion, () => import('./steps.ts'));
