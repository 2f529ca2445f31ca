import { startLoad } from '../lib/load/index.ts';
import { completions, serving } from '../lib/model-server.ts';
import { script } from '../lib/runner/script.ts';
import { perform, type StepContext, step, until } from '../lib/step.ts';
import { serverAddress } from './exposure.ts';

export const LOAD = 'load';

export const load = step({
  id: '10-load',
  title: 'Put load on the vLLM endpoint',
  section: '在 vLLM 端点上创建负载',
  needs: ['07-completion'],
  stays: true,
  actions: function* ({ config }) {
    const server = completions(yield* until(serverAddress({ config })), config);
    yield* perform(`${config.PARALLEL_PROCESSES} loops of completions to ${server.url}`, undefined, async (session) => {
      const { clock } = session.target;
      const pace = session.pace('load');
      const running = startLoad({
        ...server,
        body: request({ config }),
        concurrency: config.PARALLEL_PROCESSES,
        clock,
        signal: session.signal,
      });
      session.background.set(LOAD, {
        stop: async () => {
          session.report.fact('load', await running.stop());
          pace.release();
        },
      });
      session.log.write({
        kind: 'note',
        text: `${config.PARALLEL_PROCESSES} loops are running; they end with this run.`,
      });
    });
  },
  done: (context) => [serving(serverAddress(context), 'vllm:num_requests_running')],
});

/** The tutorial's request. */
function request({ config }: StepContext) {
  return { model: config.MODEL, prompt: 'Write a story about san francisco', max_tokens: 1000, temperature: 0 };
}

script(import.meta, load);
