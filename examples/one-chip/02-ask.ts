import { perform, RunbookError, script, serviceAddress, step, until } from 'vllm-tpu-runbook';
import { variables } from './variables.ts';

/** A completion of PROMPT, which is a variable of this runbook's own. */
export const ask = step({
  id: '02-ask',
  title: 'Ask the model',
  section: 'Serving',
  needs: ['01-serve'],
  readOnly: true,
  actions: function* (context) {
    const { MODEL: model, NAMESPACE: namespace } = context.config;
    const { PROMPT: prompt } = variables.of(context);
    const address = yield* until(serviceAddress({ name: 'one-chip', namespace, port: 8000 }));
    const url = `http://${address}/v1/completions`;
    yield* perform(`ask ${url}: ${prompt}`, undefined, async ({ log, report, signal }) => {
      const body = JSON.stringify({ model, prompt, max_tokens: 16, temperature: 0 });
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal,
      });
      if (!answer.ok) throw new RunbookError('UNEXPECTED_ANSWER', `The server answered ${answer.status}`);
      const { choices } = (await answer.json()) as { choices: readonly { text: string }[] };
      const text = choices[0]?.text ?? '';
      report.fact('answer', text);
      log.write({ kind: 'output', text: `${prompt}${text}` });
    });
  },
  done: ({ config }) => [serviceAddress({ name: 'one-chip', namespace: config.NAMESPACE, port: 8000 })],
});

script(import.meta, ask, () => import('./steps.ts'));
