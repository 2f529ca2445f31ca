import { type Answered, askAll } from '../lib/checks/index.ts';
import { RunbookError } from '../lib/errors/runbook-error.ts';
import { script } from '../lib/runner/script.ts';
import { perform } from '../lib/step/actions.ts';
import { type StepContext, step } from '../lib/step/step.ts';
import { costPerHour, dollars } from './cost/prices.ts';
import { questions } from './preflight/index.ts';

export const preflight = step({
  id: '00-preflight',
  title: 'Check the tools, the project, the quota and the names, before anything is spent',
  section: '背景',
  readOnly: true,
  alone: true,
  actions: function* ({ config }) {
    const answers = yield* perform<readonly Answered[]>(
      `ask ${questions.map(({ about }) => about).join(', ')}`,
      [],
      (session) => askAll(questions, session),
    );
    yield* perform('say what is not ready, and what it will cost', undefined, async ({ log, report }) => {
      report.fact('preflight', answers);
      for (const answer of answers) log.write({ kind: 'answer', ...answer });
      log.write({ kind: 'note', text: costLine({ config }) });
      const bad = answers.filter(({ verdict }) => verdict === 'no');
      if (bad.length > 0) throw notReady(bad);
    });
  },
  done: () => [
    {
      what: 'nothing stands in the way',
      placeholder: true,
      timeout: 0,
      look: async (session) => {
        const bad = (await askAll(questions, session)).filter(({ verdict }) => verdict === 'no');
        return bad.length === 0
          ? { state: 'met', value: true, progress: 'ready' }
          : { state: 'failed', error: notReady(bad) };
      },
    },
  ],
});

function notReady(bad: readonly Answered[]): RunbookError {
  const diagnosis = bad.find((answer) => answer.diagnosis)?.diagnosis;
  return new RunbookError('CONFIG_INVALID', `Not ready to start: ${bad.map(({ about }) => about).join(', ')}`, {
    evidence: bad.map(({ about, detail }) => `${about}: ${detail}`),
    remedy: bad.map(({ mend = '' }) => mend.replaceAll('\n', '\n    ')).join('\n    '),
    ...(diagnosis && { diagnosis }),
  });
}

function costLine({ config }: StepContext): string {
  const { tpuNode, base, known, asOf } = costPerHour(config);
  const { MAX_REPLICAS, PROVISIONING } = config;
  const perHour = (nodes: number): string => dollars(base + tpuNode * nodes, known);
  const most = MAX_REPLICAS > 1 ? `, ${perHour(MAX_REPLICAS)} with ${MAX_REPLICAS}` : '';
  const prices = `${PROVISIONING}, list prices of ${asOf}, without traffic and storage`;
  const cost = `Estimated cost once created: ${perHour(1)} an hour with one replica${most} (${prices}).`;
  return config.TARGET === 'sandbox' ? `${cost} The sandbox bills nothing.` : `${cost} 99-cleanup stops it.`;
}

script(import.meta, preflight, () => import('./steps.ts'));
