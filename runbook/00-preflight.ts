import { gcloud, kubectl } from '../lib/command/command.ts';
import { RunbookError } from '../lib/errors.ts';
import { askGoogle } from '../lib/google-api.ts';
import { script } from '../lib/runner/script.ts';
import type { Session } from '../lib/session.ts';
import { perform, type StepContext, step } from '../lib/step.ts';
import { costPerHour, PRICES } from './prices.ts';

/** An answer to one question of the preflight. */
interface Answer {
  readonly question: string;
  readonly good: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

export const preflight = step({
  id: '00-preflight',
  title: 'Check the tools, the target and the variables, before anything is spent',
  section: '背景',
  readOnly: true,
  actions: function* ({ config }) {
    const answers = yield* perform<readonly Answer[]>(
      'check gcloud, kubectl, the project and the variables',
      [],
      (session) => Promise.all([gcloudVersion(session), kubectlVersion(session), project(session)]),
    );
    yield* perform('say what it will cost', undefined, async ({ log }) => {
      for (const { question, good, detail } of answers) {
        log.write({ kind: 'note', text: `${good ? '✓' : '✗'} ${question}: ${detail}` });
      }
      log.write({ kind: 'note', text: costLine({ config }) });
      const bad = answers.filter(({ good }) => !good);
      if (bad.length === 0) return;
      throw new RunbookError(
        'CONFIG_INVALID',
        `Not ready to start: ${bad.map(({ question }) => question).join(', ')}`,
        {
          evidence: bad.map(({ question, detail }) => `${question}: ${detail}`),
          remedy: bad.map(({ remedy }) => remedy).join('\n    '),
        },
      );
    });
  },
  done: ({ config }) => [
    {
      what: `the project ${config.PROJECT_ID} can be reached`,
      placeholder: true,
      timeout: 0,
      look: async (session) => {
        const { good, detail } = await project(session);
        return good ? { state: 'met', value: true, progress: detail } : { state: 'pending', progress: detail };
      },
    },
  ],
});

async function gcloudVersion(session: Session): Promise<Answer> {
  const { exitCode, stdout } = await session.ask(gcloud`version --format=json`);
  const versions = exitCode === 0 ? (JSON.parse(stdout) as Record<string, string>) : {};
  const sdk = versions['Google Cloud SDK'];
  const plugin = versions['gke-gcloud-auth-plugin'];
  return {
    question: 'gcloud and gke-gcloud-auth-plugin',
    good: sdk !== undefined,
    detail:
      sdk === undefined
        ? 'gcloud does not answer'
        : `${sdk}, plugin ${plugin ?? 'installed apart from gcloud, or missing'}`,
    remedy: 'Install the Google Cloud CLI: https://cloud.google.com/sdk/docs/install',
  };
}

async function kubectlVersion(session: Session): Promise<Answer> {
  const { exitCode, stdout } = await session.ask(kubectl`version --client -o json`);
  const version = exitCode === 0 ? (JSON.parse(stdout).clientVersion.gitVersion as string) : undefined;
  return {
    question: 'kubectl',
    good: version !== undefined,
    detail: version ?? 'kubectl does not answer',
    remedy: 'gcloud components install kubectl gke-gcloud-auth-plugin',
  };
}

async function project(session: Session): Promise<Answer> {
  const { PROJECT_ID } = session.config;
  const found = await askGoogle<{ lifecycleState: string; projectNumber: string }>(
    'CLOUDRESOURCEMANAGER',
    `v1/projects/${PROJECT_ID}`,
    session,
  );
  return {
    question: `the project ${PROJECT_ID}`,
    good: found?.lifecycleState === 'ACTIVE',
    detail: found ? `${found.lifecycleState}, number ${found.projectNumber}` : 'there is none that you may see',
    remedy: 'Check PROJECT_ID, and with which account gcloud is logged in: gcloud auth list',
  };
}

function costLine({ config }: StepContext): string {
  const { tpuNode, base } = costPerHour(config);
  const most = base + tpuNode * config.MAX_REPLICAS;
  const prices = `list prices of ${PRICES.asOf}, without traffic and storage`;
  const cost = `Once created: $${(base + tpuNode).toFixed(2)} an hour with one replica, $${most.toFixed(2)} with ${config.MAX_REPLICAS} (${prices}).`;
  return config.TARGET === 'sandbox' ? `${cost} On the sandbox: nothing.` : `${cost} 99-cleanup ends it.`;
}

script(import.meta, preflight);
