import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hpaManifest, proposalOf } from '../../../lib/calibration/index.ts';
import { loadConfig } from '../../../lib/config/index.ts';
import type { Calibration } from '../../../runbook/calibrate/calibrate.ts';
import { type Day, day, dayStages } from '../../../runbook/calibrate/day.ts';
import { parseStages } from '../../../sandbox/simulate/traffic.ts';
import { rungOn } from '../../lib/calibration/server.ts';
import { stillSession } from '../../lib/wait/still-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'day-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param step seconds of a token: the simulated server needs some 25 ms */
function calibration(step: number, model = 'meta-llama/Llama-3.1-70B'): Calibration {
  const rungs = [64, 128, 144, 160].map((one) => rungOn({ slots: 128, step, tokens: 1000 }, one, 0.01));
  const aim = { waitBudget: 2, reaction: { decide: 75, ready: 480, source: 'given' } };
  const proposal = proposalOf({ rungs, limits: {}, aim, demand: { most: 3 } })!;
  const names = {
    name: 'a',
    deployment: 'd',
    waiting: 'vllm:num_requests_waiting',
    running: 'vllm:num_requests_running',
  };
  writeFileSync(join(folder, 'vllm-hpa.yaml'), hpaManifest(proposal, names, []));
  const workload = { model, outputTokens: 1000 };
  // Few requests, so that the engine is idle for most of the day.
  const found = { rungs, proposal, workload, folder, coldStart: 480, peak: 0.01, subject: { deployment: 'd' } };
  return found as unknown as Calibration;
}

const { session } = stillSession({ config: loadConfig({ environment: {}, target: 'sandbox' }) });

// Three simulations each, as processes.
describe('a day', { timeout: 300_000 }, () => {
  it('has 24 hours, its peak at 15:00, and a fifth of it twelve hours earlier', () => {
    const stages = parseStages(dayStages(10));
    expect(stages.map(({ seconds }) => seconds)).toEqual(Array.from({ length: 24 }, () => 3600));
    expect([stages[15]!.rate, stages[14]!.to, stages[3]!.rate]).toEqual([10, 10, 2]);
    for (const [hour, { to }] of stages.entries()) expect(to).toBe(stages[(hour + 1) % 24]!.rate);
  });

  it('is run under both autoscalers, with the measured server’s limit, replicas and price', async () => {
    const { courses, saturation } = (await day(calibration(0.025), 2, session)) as Day;
    expect(Math.abs(saturation / 5.12 - 1)).toBeLessThan(0.1);
    expect(courses.map(({ name }) => name)).toEqual(['fixed 10', 'calibrated']);
    for (const { summary, ready } of courses) {
      // At a request in 100 seconds nobody waits, and one replica suffices.
      expect(summary).toMatchObject({ attainment: 1, mostReplicas: 1, flaps: 0 });
      expect(ready.map(([, count]) => count)).toEqual([1, 1]);
      // The last request comes some minutes before midnight.
      expect(ready.at(-1)![0]).toBeGreaterThan(23);
    }
    expect(courses[0]!.summary.offered).toBe(courses[1]!.summary.offered);
  });

  it('is not simulated for a server that the simulation is not like', async () => {
    expect(await day(calibration(0.05), 2, session)).toContain('2.56');
    expect(await day(calibration(0.025, 'org/unknown'), 2, session)).toContain('org/unknown');
  });
});
