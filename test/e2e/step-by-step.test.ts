import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { steps } from '../../runbook/steps.ts';
import { type Laptop, laptop, type Running } from './laptop.ts';

describe('each step as a script of its own, on an Autopilot cluster', () => {
  let place: Laptop;
  let load: Running;

  beforeAll(async () => {
    place = await laptop({ CLUSTER_MODE: 'autopilot', IAM_SCOPE: 'project', PARALLEL_PROCESSES: '300' });
  });
  afterAll(() => place.clear());

  const script = (id: string): string => `runbook/${id}.ts`;

  /** Run it, ask for its status, run it again. */
  async function twice(id: string): Promise<void> {
    const first = await place.run(script(id));
    expect(first, first.output).toMatchObject({ code: 0 });
    const again = await place.run(script(id));
    expect(again, again.output).toMatchObject({ code: 0 });
    if (!steps.find((step) => step.id === id)?.readOnly) expect(again.output).toContain('already done');
  }

  it.each(['00-preflight', '01-cluster', '02-credentials', '03-secret', '04-bucket', '05-service-account'])(
    '%s, twice',
    twice,
  );

  it('06-model-server says that it is not done before it ran', async () => {
    expect(await place.run(script('06-model-server'), ['--status'])).toMatchObject({ code: 1 });
  });

  it('06-model-server goes on after it was killed half-way', async () => {
    const running = place.start(script('06-model-server'));
    await running.says('logs -f');
    running.child.kill('SIGKILL');
    await running.ended;
    await twice('06-model-server');
  });

  it('06-model-server then says that it is done', async () => {
    expect(await place.run(script('06-model-server'), ['--status'])).toMatchObject({ code: 0 });
  });

  it.each(['07-completion', '08-metrics-adapter', '09-pod-monitoring'])('%s, twice', twice);

  it('10-load stays until Ctrl-C', async () => {
    load = place.start(script('10-load'));
    await load.says('Press Ctrl-C');
    expect(load.child.exitCode).toBeNull();
  });

  it.each(['11-metrics', '12-autoscaler', '13-scale-out'])('%s, twice', twice);

  it('10-load ends within a second of Ctrl-C', async () => {
    const asked = performance.now();
    load.child.kill('SIGINT');
    expect(await load.ended).toMatchObject({ code: 0 });
    expect(performance.now() - asked).toBeLessThan(1_000);
  });

  it('99-cleanup, twice', () => twice('99-cleanup'));
});
