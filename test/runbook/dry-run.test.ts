import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config/index.ts';
import { formatEntry, plain } from '../../lib/log/format.ts';
import { forDryRun } from '../../lib/runner/dry-run.ts';
import { dryRun } from '../../lib/runner/runner.ts';
import { commandNaming } from '../../lib/session.ts';
import { steps } from '../../runbook/steps.ts';

const variants = {
  standard: {},
  autopilot: { CLUSTER_MODE: 'autopilot', IAM_SCOPE: 'project', NAMESPACE: 'default', HPA_METRIC: 'cache' },
};

/** What `--dry-run` prints, as text. */
async function printed(id: string, environment: Record<string, string>): Promise<string> {
  const config = forDryRun(loadConfig({ environment, target: 'sandbox' }));
  const step = steps.find((one) => one.id === id)!;
  const lines: string[] = [];
  const log = { write: (entry: Parameters<typeof formatEntry>[0]) => void lines.push(formatEntry(entry, plain)) };
  await dryRun(step.actions({ config }), { complete: commandNaming(config), log: log as never });
  return `${lines.join('\n')}\n`;
}

describe.each(Object.entries(variants))('a dry run (%s)', (variant, environment) => {
  it.each(steps.map(({ id }) => id))('of %s prints exactly its golden text', async (id) => {
    await expect(await printed(id, environment)).toMatchFileSnapshot(`golden/${variant}/${id}.txt`);
  });

  it('never shows the Hugging Face token', async () => {
    const texts = await Promise.all(
      steps.map(({ id }) => printed(id, { ...environment, HF_TOKEN: 'hf_thisMustNeverBeShown' })),
    );
    expect(texts.join('')).not.toContain('hf_thisMustNeverBeShown');
  });

  it('names the project in each gcloud command and the context in each kubectl command', async () => {
    const texts = await Promise.all(steps.map(({ id }) => printed(id, environment)));
    const commands = texts
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('$ '));
    expect(commands.length).toBeGreaterThan(20);
    for (const line of commands) expect(line).toMatch(line.includes('gcloud ') ? / --project=/ : / --context=gke_/);
  });
});
