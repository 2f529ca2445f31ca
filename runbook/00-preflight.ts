import { type Answered, askAll } from '../lib/checks/index.ts';
import { RunbookError } from '../lib/errors/runbook-error.ts';
import { script } from '../lib/runner/script.ts';
import { perform } from '../lib/step/actions.ts';
import { type StepContext, step } from '../lib/step/step.ts';
import { costPerHour, dollars } from './cost/prices.ts';
import { questions } from './preflight/index.ts';

export const preflight = step({
  id: '00-preflight',
  title: 'Check tools, project, quota and names before anything is billed',
  section: { en: 'Background', zh: '背景' },
  readOnly: true,
  alone: true,
  actions: function* ({ config }) {
    const answers = yield* perform<readonly Answered[]>(
      `check ${questions.map(({ about }) => about).join(', ')}`,
      [],
      (session) => askAll(questions, session),
    );
    yield* perform('report problems and the estimated cost', undefined, async ({ log, report }) => {
      report.fact('preflight', answers);
      for (const answer of answers) log.write({ kind: 'answer', ...answer });
      log.write({ kind: 'note', text: costLine({ config }) });
      const bad = answers.filter(({ verdict }) => verdict === 'no');
      if (bad.length > 0) throw notReady(bad);
    });
  },
  done: () => [
    {
      what: 'all preflight checks pass',
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
  return new RunbookError('CONFIG_INVALID', `Preflight failed: ${bad.map(({ about }) => about).join(', ')}`, {
    evidence: bad.map(({ about, detail }) => `${about}: ${detail}`),
    remedy: bad.map(({ remedy = '' }) => remedy.replaceAll('\n', '\n    ')).join('\n    '),
    ...(diagnosis && { diagnosis }),
  });
}

function costLine({ config }: StepContext): string {
  const { tpuNode, base, known, asOf } = costPerHour(config);
  const { MAX_REPLICAS, PROVISIONING } = config;
  const perHour = (nodes: number): string => dollars(base + tpuNode * nodes, known);
  const most = MAX_REPLICAS > 1 ? `, ${perHour(MAX_REPLICAS)} with ${MAX_REPLICAS}` : '';
  const prices = `${PROVISIONING}, list prices of ${asOf}, without traffic and storage`;
  const cost = `${perHour(1)} an hour with 1 replica${most} (${prices})`;
  return config.TARGET === 'sandbox'
    ? `Nothing is billed on the sandbox. On Google Cloud: ${cost}.`
    : `Estimated cost: ${cost}.\nTo delete everything: npx tsx runbook/99-cleanup.ts`;
}

script(import.meta, preflight, () => import('./steps.ts'));
