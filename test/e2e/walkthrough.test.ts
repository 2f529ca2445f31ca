import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../lib/log/report.ts';
import { steps } from '../../runbook/steps.ts';
import { type Ended, type Laptop, laptop, processesWith } from './laptop.ts';

const TOKEN = 'hf_e2eTokenThatMustStayHidden';

interface Series {
  readonly labels: Record<string, string>;
  readonly points: readonly [number, number][];
}

describe('the whole walkthrough on a separate sandbox', () => {
  let place: Laptop;
  let ended: Ended;
  let reportText: string;
  let report: ReportData;
  const arguments_: string[] = [];

  beforeAll(async () => {
    place = await laptop({ HF_TOKEN: TOKEN });
    const running = place.start('runbook/index.ts', ['--report', join(place.folder, 'run.json')]);
    const looking = setInterval(async () => arguments_.push(...(await argumentsWith(TOKEN))), 250);
    ended = await running.ended;
    clearInterval(looking);
    reportText = await readFile(join(place.folder, 'run.json'), 'utf8');
    report = JSON.parse(reportText) as ReportData;
  });

  afterAll(() => place.clear());

  it('ends with exit code 0 and every step done', () => {
    expect(ended, ended.output).toMatchObject({ code: 0 });
    expect(report.steps.map(({ id, status }) => [id, status])).toEqual(steps.map(({ id }) => [id, 'done']));
  });

  it('gets a completion from the model', () => {
    expect(report.facts.completion).toMatchObject({
      object: 'text_completion',
      choices: [{ finish_reason: 'length' }],
      usage: { completion_tokens: 7 },
    });
  });

  it('sees the waiting requests rise from 0 to hundreds', () => {
    const values = (report.facts.waiting as Series[]).flatMap(({ points }) => points.map(([, value]) => value));
    expect(Math.min(...values)).toBe(0);
    expect(Math.max(...values)).toBeGreaterThan(100);
  });

  it('scales from one replica to two, as kubectl get hpa --watch shows', () => {
    const replicas = (report.facts.hpa as string[]).slice(1).map((line) => Number(line.trim().split(/\s+/).at(-2)));
    expect(replicas).toContain(1);
    expect(replicas.at(-1)).toBe(2);
  });

  it('has metrics of both replicas', () => {
    expect(new Set((report.facts.waitingOfBoth as Series[]).map(({ labels }) => labels.pod)).size).toBe(2);
  });

  it('leaves no cluster, no bucket and no process behind', async () => {
    expect(report.facts.left).toEqual([]);
    expect(await processesWith(place.folder)).toEqual([]);
  });

  it("shows the Hugging Face token neither in the output nor in the report nor in a process's arguments", () => {
    expect(ended.output).not.toContain(TOKEN);
    expect(reportText).not.toContain(TOKEN);
    expect(arguments_).toEqual([]);
  });

  it('says at its end what happened, what it costs on Google Cloud and that nothing is left', () => {
    const [, summary = ''] = ended.output.split('\nDone: ');
    expect(summary).toMatch(new RegExp(`^${steps.length} steps done\n`));
    expect(Number(/on Google Cloud \$([\d.]+)/.exec(summary)?.[1])).toBeGreaterThan(10);
    expect(summary).toContain('everything is deleted');
  });

  it('folds the log of the container', () => {
    expect(ended.output).toContain('30 of 30 shards loaded in ');
    expect(ended.output).not.toContain('model-00017-of-00030.safetensors\n');
    expect(ended.output.split('\n').length).toBeLessThan(320);
  });

  it('prints plain text if the output is not a terminal', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for escape sequences
    expect(ended.output).not.toMatch(/\u001b/);
  });
});

async function argumentsWith(text: string): Promise<string[]> {
  return (await processesWith(text)).filter((line) => line.includes(text));
}
