import { serviceAddress } from '../lib/kubernetes/conditions.ts';
import { complete } from '../lib/model-server.ts';
import { script } from '../lib/runner/script.ts';
import { perform, step, until } from '../lib/step.ts';
import { SERVICE } from './names.ts';

export const completion = step({
  id: '07-completion',
  title: 'Ask the model for a completion',
  section: '应用模型',
  needs: ['06-model-server'],
  readOnly: true,
  actions: function* ({ config }) {
    const ip = yield* until(serviceAddress({ name: SERVICE, namespace: config.NAMESPACE }));
    const request = { model: config.MODEL, prompt: 'San Francisco is a', max_tokens: 7, temperature: 0 };
    yield* perform(
      `curl http://${ip}:8000/v1/completions -d '${JSON.stringify(request)}'`,
      undefined,
      async (session) => {
        const answer = await complete(ip, request, session);
        session.report.fact('completion', answer);
        session.log.write({ kind: 'output', text: JSON.stringify(answer, null, 2) });
      },
    );
  },
  done: ({ config }) => [serviceAddress({ name: SERVICE, namespace: config.NAMESPACE })],
});

script(import.meta, completion);
