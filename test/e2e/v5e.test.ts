import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../lib/log/report.ts';
import { type Ended, type Laptop, laptop } from './laptop.ts';

/** TPU v5e in a zone without TPU v6e, the generation of the tutorial. */
describe('the walkthrough on TPU v5e, from the plan to the cleanup', () => {
  let place: Laptop;
  let planned: Ended;
  let served: Ended;
  let report: ReportData;

  beforeAll(async () => {
    place = await laptop({
      MODEL: 'meta-llama/Llama-3.1-8B-Instruct',
      MACHINE_TYPE: 'ct5lp-hightpu-8t',
      ZONE: 'us-west4-a',
      CONTROL_PLANE_LOCATION: 'us-west4',
    });
    planned = await place.run('runbook/commands/plan.ts');
    const options = ['--to', '07', '--keep', '--verbose', '--report', join(place.folder, 'run.json')];
    served = await place.run('runbook/index.ts', options);
    report = JSON.parse(await readFile(join(place.folder, 'run.json'), 'utf8')) as ReportData;
  });
  afterAll(() => place.clear());

  it('plans a v5e node pool at the v5e price', () => {
    expect(planned.code, planned.output).toBe(0);
    expect(planned.output).toMatch(/--node-locations=us-west4-a .*--machine-type=ct5lp-hightpu-8t /);
    expect(planned.output).toContain('$9.73 with 1 replica, $19.33 with 2; $9.60 for each TPU node');
  });

  it('finds the v5e quota and machines in the preflight', () => {
    expect(served.output).toContain('TPU-LITE-PODSLICE-V5-per-project-region in us-west4 is 32 chips');
    expect(served.output).toContain('ct5lp-hightpu-8t is offered in us-west4-a');
  });

  it('serves the model and returns a completion', () => {
    expect(served.code, served.output).toBe(0);
    expect(new Set(report.steps.map(({ status }) => status))).toEqual(new Set(['done']));
    expect(report.facts.completion).toMatchObject({
      model: 'meta-llama/Llama-3.1-8B-Instruct',
      choices: [{ finish_reason: 'length' }],
    });
  });

  it('leaves nothing after the cleanup', async () => {
    const path = join(place.folder, 'cleanup.json');
    const { code, output } = await place.run('runbook/index.ts', ['--only', '99', '--report', path]);
    expect(code, output).toBe(0);
    const cleanup = JSON.parse(await readFile(path, 'utf8')) as ReportData;
    expect(cleanup.facts.left).toEqual([]);
  });
});
