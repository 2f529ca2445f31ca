import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../lib/config/index.ts';
import { bashScript } from '../../lib/script/bash-script.ts';
import { symbolic } from '../../lib/script/changeable.ts';
import { planOf } from '../../lib/script/plan.ts';
import type { Step } from '../../lib/step/step.ts';
import { actionsOf, undoOf } from '../../lib/step/step.ts';
import * as runbook from '../../runbook/steps.ts';

const { fastSteps, steps } = runbook;
const TOKEN = 'hf_thisMustNeverBeShown';
/** Values that stand nowhere else in a script. */
const OWN = { PROJECT_ID: 'own-project', GSBUCKET: 'own-bucket', KSA_NAME: 'own-account', CLUSTER_NAME: 'own-cluster' };

const variants: readonly (readonly [name: string, list: readonly Step[], environment: Record<string, string>])[] = [
  ['standard', steps, {}],
  [
    'autopilot',
    steps,
    { CLUSTER_MODE: 'autopilot', IAM_SCOPE: 'project', NAMESPACE: 'default', HPA_METRIC: 'cache', EXPOSE: 'public' },
  ],
  ['spot', steps, { PROVISIONING: 'spot', ZONES: 'us-east5-b,us-east5-a' }],
  ['flex-start', steps, { PROVISIONING: 'flex-start', SPARE_NODES: '1' }],
  ['zonal', steps, { CONTROL_PLANE_LOCATION: 'us-east5-b', EXPOSE: 'internal', HARDENED: 'on' }],
  ['existing', steps, { CLUSTER: 'existing' }],
  ['existing-autopilot', steps, { CLUSTER: 'existing', CLUSTER_MODE: 'autopilot' }],
  ['learner', steps, { LEARNER: 'ana', EXPOSE: 'port-forward' }],
  [
    'secret-manager',
    steps,
    { HF_TOKEN: '', HF_TOKEN_SECRET: 'projects/own-project/secrets/own-token/versions/latest' },
  ],
  ['fast', fastSteps, {}],
  ['fast-autopilot', fastSteps, { CLUSTER_MODE: 'autopilot' }],
  [
    'levers',
    fastSteps,
    {
      DELETE_FIRST: 'tpu-nodes',
      IMAGE_DISK: 'projects/own-disks/global/images/vllm-tpu',
      KEEP_BUCKET: 'on',
      NODES_AHEAD: 'on',
    },
  ],
];

const configOf = (environment: Record<string, string>): Config =>
  loadConfig({ environment: { HF_TOKEN: TOKEN, ...OWN, ...environment }, target: 'sandbox' });

/** The script without its comments. */
const codeOf = (text: string): string => text.replaceAll(/^\s*#.*$/gm, '');

describe.each(variants)('the script (%s)', (_, list, environment) => {
  const config = configOf(environment);
  const script = bashScript(list, config, runbook);

  it('is valid bash', async () => {
    const input = await script;
    expect(spawnSync('bash', ['-n'], { input, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('never holds the Hugging Face token, and asks the shell or Secret Manager for it', async () => {
    expect(await script).not.toContain(TOKEN);
    const reads =
      'HF_TOKEN="${HF_TOKEN:-$(gcloud secrets versions access latest --secret=own-token --project=own-project)}"';
    expect(await script).toContain(environment.HF_TOKEN_SECRET ? reads : ': "${HF_TOKEN:?');
  });

  it('holds no mark of a variable', async () => {
    expect(await script).not.toMatch(/[\ue000\ue001]/);
  });

  it('has the values of the variables only at its beginning, where a person may change them', async () => {
    const code = codeOf(await script);
    const [head = '', body = ''] = code.split('trap finish EXIT');
    for (const value of Object.values(OWN)) {
      expect(head).toMatch(new RegExp(`=${value}(-ana)?\\n`));
      expect(body).not.toContain(value);
    }
  });
});

// shellcheck takes seconds for a script; these have every function and every kind of line.
it.each(['standard', 'learner', 'autopilot'])('of the variant %s is clean for shellcheck', async (name) => {
  const [, list, environment] = variants.find(([variant]) => variant === name)!;
  const input = await bashScript(list, configOf(environment), runbook);
  const checked = spawnSync('shellcheck', ['--shell=bash', '-'], { input, encoding: 'utf8' });
  expect(checked, checked.stdout).toMatchObject({ status: 0 });
});

it('has the golden text', async () => {
  const config = loadConfig({ environment: {}, target: 'sandbox' });
  await expect(await bashScript(steps, config, runbook)).toMatchFileSnapshot('golden/script/standard.sh');
});

it('has a shell form of each undo', () => {
  for (const [, list, environment] of variants) {
    const config = symbolic(configOf(environment));
    for (const step of list) expect(() => planOf(() => undoOf(step, { config }))).not.toThrow();
  }
});

it('leaves out only what looks, notes or draws', () => {
  const left = variants.flatMap(([, list, environment]) => {
    const config = symbolic(configOf(environment));
    return list.flatMap((step) => leftOut(planOf(() => actionsOf(step, { config }))));
  });
  expect([...new Set(left)].sort()).toMatchInlineSnapshot(`
    [
      "Only the runbook does this: check gcloud, kubectl, gke-gcloud-auth-plugin, account, project, billing, APIs, permissions, TPU quota, machine type, cluster version, cluster name, bucket name, deployment name, model and machine, Hugging Face, load and autoscaler",
      "Only the runbook does this: check that the load is large enough for a second replica",
      "Only the runbook does this: check vllm-llama3-70b.yaml",
      "Only the runbook does this: delete the note that gs://GSBUCKET is being created",
      "Only the runbook does this: note that gs://GSBUCKET is being created",
      "Only the runbook does this: report problems and the estimated cost",
      "Only the runbook does this: wait 30s, so that the chart shows the settled queue",
      "Only the runbook does this: wait 3m, so that the chart shows both replicas under load",
    ]
  `);
});

type Parts = ReturnType<typeof planOf>;

function leftOut(parts: Parts): readonly string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'if') return [...leftOut(part.yes), ...leftOut(part.no)];
    return part.kind === 'comment' && part.text.startsWith('Only the runbook') ? [part.text] : [];
  });
}

it.each(['npm start --', 'npm -s start --'])('is the whole output of %s', (command) => {
  const folder = mkdtempSync(join(tmpdir(), 'script-'));
  const { PATH, HOME } = process.env;
  const file = join(folder, 'walk.sh');
  try {
    execFileSync('bash', ['-c', `${command} --dry-run --script --only 02 > "${file}"`], { env: { PATH, HOME } });
    const text = readFileSync(file, 'utf8');
    expect(text.startsWith('#!/usr/bin/env bash\n')).toBe(true);
    expect(text.endsWith('to_delete\n')).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
