import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/index.ts';
import { formatEntry, plain } from '../../lib/log/format.ts';
import { forDryRun } from '../../lib/runner/dry-run.ts';
import { dryRun } from '../../lib/runner/runner.ts';
import { commandNaming } from '../../lib/session/session.ts';
import { actionsOf, type Step } from '../../lib/step/step.ts';
import { fastSteps, steps } from '../../runbook/steps.ts';

const autopilot = { CLUSTER_MODE: 'autopilot', IAM_SCOPE: 'project', NAMESPACE: 'default', HPA_METRIC: 'cache' };
/** The steps that only `--fast` has. */
const fast = fastSteps.filter((step) => !steps.includes(step));
const levers = {
  DELETE_FIRST: 'tpu-nodes',
  IMAGE_DISK: 'projects/my-project-123/global/images/vllm-tpu',
  KEEP_BUCKET: 'on',
  NODES_AHEAD: 'on',
};
/** The steps whose commands depend on them. */
const withLevers = fastSteps.filter(({ id }) => ['01-tpu-nodes', '06-nodes-ahead', '99-cleanup'].includes(id));

const variants: [name: string, list: readonly Step[], environment: Record<string, string>][] = [
  ['standard', steps, {}],
  ['autopilot', steps, autopilot],
  ['fast', fast, {}],
  ['fast-autopilot', fast, autopilot],
  ['levers', withLevers, levers],
];

/** The output of `--dry-run`. */
async function printed(step: Step, environment: Record<string, string>): Promise<string> {
  const config = forDryRun(loadConfig({ environment, target: 'sandbox' }));
  const lines: string[] = [];
  const log = { write: (entry: Parameters<typeof formatEntry>[0]) => void lines.push(formatEntry(entry, plain)) };
  await dryRun(actionsOf(step, { config }), { complete: commandNaming(config), config, log: log as never });
  return `${lines.join('\n')}\n`;
}

describe.each(variants)('a dry run (%s)', (variant, list, environment) => {
  it.each(list.map((step) => [step.id, step] as const))('of %s prints its golden text', async (id, step) => {
    await expect(await printed(step, environment)).toMatchFileSnapshot(`golden/${variant}/${id}.txt`);
  });

  it('never shows the Hugging Face token', async () => {
    const texts = await Promise.all(
      list.map((step) => printed(step, { ...environment, HF_TOKEN: 'hf_thisMustNeverBeShown' })),
    );
    expect(texts.join('')).not.toContain('hf_thisMustNeverBeShown');
  });

  it('names the project in each gcloud command and the context in each kubectl command', async () => {
    const texts = await Promise.all(list.map((step) => printed(step, environment)));
    const commands = texts
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('$ ') && !line.startsWith('$ curl '));
    expect(commands.length).toBeGreaterThan(list.length);
    for (const line of commands) expect(line).toMatch(line.includes('gcloud ') ? / --project=/ : / --context=gke_/);
  });
});
