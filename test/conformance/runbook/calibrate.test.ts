import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flawOf } from '../../../lib/calibration/index.ts';
import { kubectl } from '../../../lib/command/command.ts';
import { type KubernetesObject, list } from '../../../lib/kubernetes/objects.ts';
import { runStep } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Calibration, calibrate } from '../../../runbook/calibrate/calibrate.ts';
import { optionsOf } from '../../../runbook/calibrate/options.ts';
import { subjectOf } from '../../../runbook/calibrate/subject.ts';
import * as runbook from '../../../runbook/steps.ts';
import { type Place, place } from '../../runbook/place.ts';
import { QUICK } from './durations.ts';

/** The sandbox's model server runs this many requests at a time (--max-num-seqs of the manifest). */
const SLOTS = 128;

/**
 * Requests a second by arithmetic from the sandbox's step-time profile (sandbox/data/profiles/performance.yaml): a step
 * computes one token of each of 128 requests, padded to 128, and reads their contexts. A step that also computes the
 * prompt of a new request is padded to 256.
 */
function saturationByArithmetic(tokens: number, prompt: number): number {
  const step = { fixed: 14.57, perToken: 0.0407, perContextToken: 58.8e-6 };
  // Lengths are uniform from half to one and a half of the mean; at any moment longer requests are more likely.
  const context = prompt + (tokens * (1 + 1 / 12)) / 2;
  const decode = step.fixed + step.perToken * SLOTS + step.perContextToken * SLOTS * context;
  const perRequest = (decode / SLOTS) * tokens + step.perToken * SLOTS;
  return 1000 / perRequest;
}

describe('npm run calibrate', () => {
  let at: Place;
  let session: Session;
  let folder: string;
  let found: Calibration;

  const autoscaler = async (): Promise<KubernetesObject> => {
    const [hpa] = await list({ resource: 'hpa', name: 'vllm-hpa', namespace: 'vllm' }, session, session.signal);
    return hpa!;
  };
  const calibrated = async (output: string): Promise<Calibration> =>
    calibrate(await subjectOf(undefined, session), optionsOf({ output, 'cold-start': '8m' }), session);

  beforeAll(async () => {
    at = await place({ durations: QUICK });
    folder = await mkdtemp(join(tmpdir(), 'calibrate-'));
    session = at.session();
    const before = runbook.steps.slice(0, runbook.steps.indexOf(runbook.autoscaler) + 1);
    for (const one of before.filter(({ during, id }) => !during && id !== '10-load')) await runStep(one, session);
    found = await calibrated(folder);
  });
  afterAll(async () => {
    await at.clear();
    await rm(folder, { recursive: true, force: true });
  });

  it('finds the saturation that the step times give by arithmetic, within 3 %', () => {
    const expected = saturationByArithmetic(1000, 14);
    expect(Math.abs(found.proposal.capacity.saturation.value / expected - 1)).toBeLessThan(0.03);
  });

  it('finds that 128 requests run at a time, and the next one waits', () => {
    const { runningMax, queueOnset, saturated } = found.proposal.capacity;
    expect(saturated).toBe(true);
    expect([runningMax.value, queueOnset.value]).toEqual([SLOTS, SLOTS]);
    expect(queueOnset.inputs).toEqual({ 'last rung without a queue': 128, 'first rung with a queue': 144 });
  });

  it("measures rungs on which Little's law holds, and ends when more requests gain nothing", () => {
    expect(found.rungs.map(flawOf)).toEqual(found.rungs.map(() => undefined));
    expect(found.rungs.at(-1)!.concurrency).toBeLessThanOrEqual(192);
  });

  it('holds the autoscaler at one replica meanwhile, and gives its bounds back', async () => {
    expect(at.said).toContainEqual(
      expect.objectContaining({ kind: 'note', text: expect.stringContaining('keeps one replica') }),
    );
    const { spec, metadata } = await autoscaler();
    expect(spec).toMatchObject({ minReplicas: 1, maxReplicas: 2 });
    expect(metadata.annotations).not.toHaveProperty(['vllm-tpu-runbook/held']);
  });

  it('repairs the bounds that a killed run left behind', async () => {
    const held = JSON.stringify({
      metadata: { annotations: { 'vllm-tpu-runbook/held': '{"minReplicas":1,"maxReplicas":2}' } },
      spec: { minReplicas: 1, maxReplicas: 1 },
    });
    await session.ask(kubectl`patch hpa vllm-hpa -n vllm --type=merge -p ${held}`);
    await calibrated(await mkdtemp(join(folder, 'again-')));
    const { spec, metadata } = await autoscaler();
    expect(spec.maxReplicas).toBe(2);
    expect(metadata.annotations).not.toHaveProperty(['vllm-tpu-runbook/held']);
  });

  it('writes a manifest that 12-autoscaler applies by HPA_FILE, and that it then finds applied', async () => {
    const own = at.session({ HPA_FILE: join(folder, 'vllm-hpa.yaml') });
    await runStep(runbook.autoscaler, own);
    const { queue, running } = found.proposal.targets;
    const targets = (await autoscaler()).spec.metrics.map(({ pods }: KubernetesObject) => pods.target.averageValue);
    expect(targets).toEqual([String(queue.value), String(running.value)]);
    await runStep(runbook.autoscaler, own);
    expect(own.report.data.steps.map(({ status }) => status)).toEqual(['done', 'already']);
  });

  it('refuses a server that others use', async () => {
    await runStep(runbook.load, session);
    await expect(calibrated(folder)).rejects.toMatchObject({
      code: 'NOT_DONE',
      remedy: expect.stringContaining('10-load'),
    });
    expect((await autoscaler()).spec.maxReplicas).toBe(2);
  });

  it('writes a report without any address of other servers', async () => {
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    expect(page.match(/<svg/g)).toHaveLength(3);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//);
  });
});
