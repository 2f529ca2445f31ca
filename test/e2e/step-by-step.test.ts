import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { steps } from '../../runbook/steps.ts';
import { type Laptop, laptop, processesWith } from './laptop.ts';

describe('each step as a separate script, on an Autopilot cluster', () => {
  let place: Laptop;

  beforeAll(async () => {
    place = await laptop({ CLUSTER_MODE: 'autopilot', IAM_SCOPE: 'project', PARALLEL_PROCESSES: '300' });
  });
  afterAll(() => place.clear());

  const script = (id: string): string => `runbook/${id}.ts`;

  /** Runs a step twice. */
  async function twice(id: string): Promise<void> {
    const first = await place.run(script(id));
    expect(first, first.output).toMatchObject({ code: 0 });
    const again = await place.run(script(id));
    expect(again, again.output).toMatchObject({ code: 0 });
    const { readOnly, repeats } = steps.find((step) => step.id === id)!;
    if (!readOnly && !repeats) expect(again.output).toContain('already done');
  }

  it.each(['00-preflight', '01-cluster', '02-credentials', '03-secret', '04-bucket', '05-service-account'])(
    '%s, twice',
    twice,
  );

  it('06-model-server --status fails before the step', async () => {
    expect(await place.run(script('06-model-server'), ['--status'])).toMatchObject({ code: 1 });
  });

  it('06-model-server continues after it was killed', async () => {
    const running = place.start(script('06-model-server'));
    await running.says('logs -f');
    running.child.kill('SIGKILL');
    await running.ended;
    await twice('06-model-server');
  });

  it('06-model-server --status succeeds after the step', async () => {
    expect(await place.run(script('06-model-server'), ['--status'])).toMatchObject({ code: 0 });
  });

  it('06-model-server --diff shows what another variable would change, and changes nothing', async () => {
    const diff = (environment = {}) => place.run(script('06-model-server'), ['--diff'], environment);
    expect(await diff()).toMatchObject({ code: 0 });
    const other = await diff({ VLLM_IMAGE: 'vllm/vllm-tpu:v0.13.0' });
    expect(other).toMatchObject({ code: 1, output: expect.stringMatching(/^ +\+ +image: vllm\/vllm-tpu:v0\.13\.0$/m) });
    expect(await diff()).toMatchObject({ code: 0 });
  });

  it.each(['07-completion', '08-metrics-adapter', '09-pod-monitoring'])('%s, twice', twice);

  const loads = async (): Promise<number> =>
    (await processesWith(place.folder)).filter((line) => line.includes('runbook/load/program.ts')).length;

  it('10-load, twice, leaves one load running', async () => {
    await twice('10-load');
    expect(await loads()).toBe(1);
  });

  it('10-load --undo stops the load', async () => {
    expect(await place.run(script('10-load'), ['--undo'])).toMatchObject({ code: 0 });
    expect(await place.run(script('10-load'), ['--status'])).toMatchObject({ code: 1 });
  });

  it('11-metrics without a load starts one and stops it', async () => {
    const ended = await place.run(script('11-metrics'));
    expect(ended, ended.output).toMatchObject({ code: 0 });
    expect(await loads()).toBe(0);
  });

  it('11-metrics stops the load that it started when it is killed', async () => {
    const running = place.start(script('11-metrics'));
    await running.says('is above');
    expect(await loads()).toBe(1);
    running.child.kill('SIGKILL');
    await running.ended;
    await expect.poll(loads).toBe(0);
  });

  it('10-load starts a new load', () => twice('10-load'));

  it('10-load with another number of loops replaces the load', async () => {
    const other = { PARALLEL_PROCESSES: '299' };
    const ended = await place.run(script('10-load'), [], other);
    expect(ended, ended.output).toMatchObject({ code: 0 });
    expect(await place.run(script('10-load'), ['--status'], other)).toMatchObject({ code: 0 });
    expect(await place.run(script('10-load'), ['--status'])).toMatchObject({ code: 1 });
    expect(await loads()).toBe(1);
    await twice('10-load');
  });

  it.each(['11-metrics', '12-autoscaler', '13-scale-out'])('%s, twice', twice);

  it('13-scale-out has stopped the load', async () => {
    expect(await loads()).toBe(0);
  });

  it('99-cleanup, twice', () => twice('99-cleanup'));
});
