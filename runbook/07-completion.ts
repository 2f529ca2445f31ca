import { shell, wordsLine } from '../lib/command/command.ts';
import { complete } from '../lib/load/model-server.ts';
import { script } from '../lib/runner/script.ts';
import { perform, until } from '../lib/step/actions.ts';
import { step } from '../lib/step/step.ts';
import { postsTo, serverAddress, serverReachable } from './model-server/exposure.ts';

export const completion = step({
  id: '07-completion',
  title: 'Request a completion from the model',
  section: { en: 'Serve the model', zh: '应用模型' },
  needs: ['06-model-server'],
  readOnly: true,
  serves: true,
  actions: function* ({ config }) {
    const address = yield* until(serverAddress({ config }));
    const request = { model: config.MODEL, prompt: 'San Francisco is a', max_tokens: 7, temperature: 0 };
    const curl = shell`curl --fail --silent --show-error ${postsTo(address, config, request)}`;
    yield* perform(
      'request a completion',
      undefined,
      async (session) => {
        session.log.write({ kind: 'command', line: wordsLine(curl) });
        const answer = await complete(address, request, session);
        session.report.fact('completion', answer);
        const text = JSON.stringify(answer, (_, value: unknown) => value ?? undefined, 2);
        session.log.write({ kind: 'output', text, whole: true });
      },
      { kind: 'run', commands: [curl, shell`echo`] },
    );
  },
  done: serverReachable,
});

script(import.meta, completion, () => import('./steps.ts'));
